/** A request for a file of the window in; the file, or that it is not there, out. */
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { lookUp } from '../files/served/lookup.ts';
import { type Answer, refusal } from './answer.ts';

/** `url` as it stands in the request. A file with a hash in its name is kept for ever, others are asked for anew. */
export async function answerWindow(
  root: string,
  url: string,
  headers: Pick<IncomingHttpHeaders, 'if-none-match'>,
): Promise<Answer> {
  const found = await lookUp(root, url.split(/[?#]/, 1)[0] ?? '');
  if (!found) return refusal(404, 'not-found', 'There is nothing at this address.');
  const tag = `"${found.size.toString(36)}-${Math.trunc(found.modified).toString(36)}"`;
  const cached = {
    ETag: tag,
    'Cache-Control': found.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (headers['if-none-match'] === tag) return { status: 304, headers: cached, body: '' };
  const body = await readFile(found.path);
  return { status: 200, headers: { ...cached, 'Content-Type': found.contentType }, body };
}
