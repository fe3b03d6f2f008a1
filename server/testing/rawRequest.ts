/** The bytes of a request in; what the server wrote back out, taken apart. No client tidies the request up. */
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends the pieces one after the other and ends; resolves when the server has closed the connection. */
export function rawRequest(
  port: number,
  pieces: readonly (string | Uint8Array)[],
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    const received: Uint8Array[] = [];
    socket.on('data', (bytes) => received.push(bytes));
    // A server that refuses early may close while we still write.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const answer = parse(Buffer.concat(received).toString('utf8'));
      if (answer) resolve(answer);
      else reject(new Error('The server answered nothing.'));
    });
    for (const piece of pieces) socket.write(piece);
  });
}

function parse(text: string): RawAnswer | null {
  const split = text.indexOf('\r\n\r\n');
  const head = text.slice(0, split).split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(head[0] ?? '')?.[1];
  if (split < 0 || status === undefined) return null;
  const headers = head.slice(1).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(status),
    headers: Object.fromEntries(headers),
    body: text.slice(split + 4),
  };
}
