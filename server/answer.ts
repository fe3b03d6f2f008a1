/** What the server answers with, as data; written to a response, or raw to a socket that HTTP could not be read from. */
import { type ServerResponse, STATUS_CODES } from 'node:http';
import { securityHeaders } from '../files/served/headers.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  /** End the connection: the rest of what the other side sends is not worth reading. */
  readonly close?: boolean;
}

export function jsonAnswer(value: unknown, status = 200): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
    body: JSON.stringify(value),
  };
}

/** A refusal: a stable code and one plain sentence, as every error of Netloom. */
export function refusal(
  status: number,
  code: string,
  sentence: string,
  extra: Pick<Answer, 'headers' | 'close'> = {},
): Answer {
  const answer = jsonAnswer({ error: { code, sentence } }, status);
  return { ...answer, ...extra, headers: { ...answer.headers, ...extra.headers } };
}

function headersOf({ headers, body, status, close }: Answer): Record<string, string> {
  return {
    ...securityHeaders,
    ...headers,
    // 304 tells the length of what it does not send; we leave it out.
    ...(status !== 304 && { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...(close && { Connection: 'close' }),
  };
}

export function send(response: ServerResponse, answer: Answer, withBody: boolean): void {
  response.writeHead(answer.status, headersOf(answer));
  response.end(withBody ? answer.body : undefined);
}

/** The bytes of an answer where Node has no response object to give. */
export function rawAnswer(answer: Answer): string {
  const headers = headersOf({ ...answer, close: true });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? 'Error'}\r\n`;
  return `${status}${lines.join('')}\r\n${answer.body}`;
}
