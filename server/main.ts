/** The local server: the built window and a folder of projects, on 127.0.0.1, for one person at this machine. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { NetloomError } from '../engine/index.ts';
import { judgeProject } from '../files/judgeProject.ts';
import { type ProjectFolder, projectFolder } from '../files/projectFolder.ts';
import { type Answer, rawAnswer, refusal, send } from './answer.ts';
import { answerApi } from './api.ts';
import { apiPrefix, type Gate, guard } from './guard.ts';
import { answerWindow } from './window.ts';

export interface ServerOptions {
  /** Folder of the built window. */
  readonly window: string;
  /** Folder of the projects; made at the first save. */
  readonly projects: string;
  /** Null takes the usual port, and the next free one where that is taken: the same origin keeps the same store. */
  readonly port: number | null;
  /** Bytes of a body; default 64 MiB. */
  readonly largestBody?: number;
  /** Milliseconds in which the head, and the whole request, must have arrived; default 10 s and 60 s. */
  readonly headTimeout?: number;
  readonly requestTimeout?: number;
}
export interface RunningServer {
  readonly port: number;
  readonly origin: string;
  /** Opens the window with the right to use the folder of projects: the token is in the fragment, which no server sees. */
  readonly address: string;
  close(): Promise<void>;
}

/** Where the window is looked for first, so that it finds its store again. */
export const usualPort = 5280;
const portsTried = 20;
const loopback = '127.0.0.1';

/** Resolves once it listens. Throws NetloomError 'port-taken', 'port-refused'. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { headTimeout = 10_000, requestTimeout = 60_000, largestBody = 64 * 2 ** 20 } = options;
  const token = randomBytes(32).toString('base64url');
  const projects = projectFolder(options.projects, { judge: judgeProject });
  // The gate is known once the port is: no request arrives before.
  let gate: Gate | null = null;
  const server = createServer(
    {
      // A request without Host is answered by us, with our headers.
      requireHostHeader: false,
      headersTimeout: headTimeout,
      requestTimeout,
      connectionsCheckingInterval: Math.min(1000, headTimeout),
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      if (gate) void answerRequest(request, response, { gate, projects, window: options.window });
    },
  );
  server.maxConnections = 256;
  answerOddities(server);
  const port = await listen(server, options.port);
  // A browser leaves the port away where it is that of http.
  const host = port === 80 ? loopback : `${loopback}:${port}`;
  const origin = `http://${host}`;
  gate = { host, origin, token, largestBody };
  return {
    port,
    origin,
    address: `${origin}/#token=${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Site {
  readonly gate: Gate;
  readonly projects: ProjectFolder;
  readonly window: string;
}

async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  site: Site,
): Promise<void> {
  const withBody = request.method !== 'HEAD';
  try {
    const answer = guard(request, site.gate) ?? (await answerAllowed(request, site));
    if (answer) send(response, answer, withBody);
  } catch {
    // The reason is none of the other side's business, and may name paths.
    const answer = refusal(500, 'internal', 'Netloom ran into an error of its own.');
    if (response.headersSent) response.destroy();
    else send(response, answer, withBody);
  }
}

function answerAllowed(request: IncomingMessage, site: Site): Promise<Answer | null> {
  const { url = '', headers } = request;
  if (url.startsWith(apiPrefix)) return answerApi(request, site.projects, site.gate.largestBody);
  return answerWindow(site.window, url, headers);
}

/** What never becomes a request still gets an answer with all headers. */
function answerOddities(server: Server): void {
  const end = (socket: Duplex, answer: Answer) => {
    if (socket.writable) socket.end(rawAnswer(answer));
    else socket.destroy();
  };
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
      end(socket, refusal(408, 'request-slow', 'The request took too long to arrive.'));
    else if (error.code === 'HPE_HEADER_OVERFLOW')
      end(socket, refusal(431, 'request-unclear', 'The head of the request is too long.'));
    else end(socket, refusal(400, 'request-unclear', 'This is no request that HTTP knows.'));
  });
  server.on('connect', (_, socket) =>
    end(socket, refusal(405, 'method-refused', 'This server is no proxy.')),
  );
  server.on('upgrade', (_, socket) =>
    end(socket, refusal(400, 'request-unclear', 'This server speaks plain HTTP only.')),
  );
  server.on('checkExpectation', (_, response) => {
    send(response, refusal(417, 'request-unclear', 'This server meets no such wish.'), true);
  });
}

async function listen(server: Server, port: number | null): Promise<number> {
  if (port !== null) return listenOn(server, port);
  for (let next = usualPort; next < usualPort + portsTried; next++) {
    try {
      return await listenOn(server, next);
    } catch {
      // Taken, or kept by the system: the next may be free.
    }
  }
  return listenOn(server, 0);
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening);
      reject(
        error.code === 'EADDRINUSE'
          ? new NetloomError('port-taken', `Port ${port} is taken by another program.`)
          : new NetloomError('port-refused', `Port ${port} cannot be used: ${error.code}.`),
      );
    };
    const listening = () => {
      server.off('error', fail);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    };
    server.once('error', fail).once('listening', listening);
    server.listen({ port, host: loopback, exclusive: true });
  });
}
