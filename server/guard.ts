/** The head of a request in; the refusal it deserves out, or null when it may go on. Nothing of the body is read. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Answer, refusal } from './answer.ts';

export interface Gate {
  /** The only accepted Host header: another name for this address may be a rebound DNS entry of a stranger's page. */
  readonly host: string;
  /** The only accepted Origin of what changes state. */
  readonly origin: string;
  /** Made anew at each start; who has it was given the address that the start printed. */
  readonly token: string;
  /** Bytes of a body. */
  readonly largestBody: number;
}
export type Head = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders'>;

export const apiPrefix = '/api/';
const reading = ['GET', 'HEAD'];
/** Header fields of which a second one would let two readers of the request disagree. */
const single = [
  'host',
  'origin',
  'authorization',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'sec-fetch-site',
];

export function guard(head: Head, gate: Gate): Answer | null {
  return refuseForm(head) ?? refusePlace(head, gate) ?? refuseKind(head) ?? refuseApi(head, gate);
}

/** Is it one clear request? */
function refuseForm({ url = '', rawHeaders }: Head): Answer | null {
  const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  const twice = single.find((name) => names.filter((other) => other === name).length > 1);
  if (twice) return refusal(400, 'request-unclear', `The request has two ${twice} headers.`);
  if (!url.startsWith('/') || url.length > 4096)
    return refusal(400, 'request-unclear', 'The request names no path on this server.');
  return null;
}

/** Was it meant for this server? */
function refusePlace({ headers }: Head, { host, origin }: Gate): Answer | null {
  if (headers.host === host) return null;
  return refusal(403, 'host-refused', `Netloom is at ${origin}, and answers under no other name.`);
}

/** May this be done to a path at all? */
function refuseKind({ method = '', url = '', headers }: Head): Answer | null {
  const allowed = url.startsWith(apiPrefix) ? [...reading, 'PUT'] : reading;
  if (!allowed.includes(method))
    return refusal(405, 'method-refused', `This cannot be done with ${method}.`, {
      headers: { Allow: allowed.join(', ') },
      close: true,
    });
  if (reading.includes(method) && hasBody(headers))
    return refusal(400, 'request-unclear', `A ${method} request has no body.`, { close: true });
  return null;
}

/** The API is for the page that this start opened. */
function refuseApi(
  { method = '', url = '', headers }: Head,
  { token, origin, largestBody }: Gate,
): Answer | null {
  if (!url.startsWith(apiPrefix)) return null;
  if (!isToken(headers.authorization, token))
    return refusal(
      401,
      'session-ended',
      'This page belongs to an earlier start of Netloom: open the address that the newest one printed.',
    );
  const site = headers['sec-fetch-site'];
  const foreign = headers.origin !== undefined && headers.origin !== origin;
  if (foreign || (site !== undefined && site !== 'same-origin'))
    return refusal(403, 'origin-refused', 'Another page may not use this server.');
  if (reading.includes(method)) return null;
  if (headers.origin === undefined)
    return refusal(403, 'origin-refused', 'A request that changes something names its origin.');
  return refuseBody(headers, largestBody);
}

function refuseBody(headers: Head['headers'], largestBody: number): Answer | null {
  if (!/^application\/json(?:; ?charset=utf-8)?$/i.test(headers['content-type'] ?? ''))
    return refusal(415, 'body-invalid', 'The body is not JSON.', { close: true });
  if (headers['content-encoding'] !== undefined)
    return refusal(415, 'body-invalid', 'The body is compressed.', { close: true });
  if (!hasBody(headers)) return refusal(411, 'body-invalid', 'The body is missing.');
  if (Number(headers['content-length'] ?? 0) > largestBody) return tooLarge();
  return null;
}

export const tooLarge = (): Answer =>
  refusal(413, 'file-too-large', 'The project is too large to be saved.', { close: true });

const hasBody = (headers: Head['headers']): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Takes the same time whatever is wrong. */
function isToken(given: string | undefined, token: string): boolean {
  const wanted = Buffer.from(`Bearer ${token}`);
  const got = Buffer.from(given ?? '');
  return got.length === wanted.length && timingSafeEqual(got, wanted);
}
