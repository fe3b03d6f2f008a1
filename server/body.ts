/** A request in; the JSON value of its body out, or the refusal it deserves. */
import type { IncomingMessage } from 'node:http';
import { type Answer, refusal } from './answer.ts';
import { tooLarge } from './guard.ts';

export type Body =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly answer: Answer }
  /** The other side went away: nobody is left to answer. */
  | { readonly kind: 'gone' };

/** Reads at most `largest` bytes; what a body claims about its length is not believed. */
export async function readJson(request: IncomingMessage, largest: number): Promise<Body> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of request as AsyncIterable<Uint8Array>) {
      length += piece.length;
      if (length > largest) return { kind: 'refused', answer: tooLarge() };
      pieces.push(piece);
    }
  } catch {
    return { kind: 'gone' };
  }
  if (!request.complete) return { kind: 'gone' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
    return { kind: 'value', value: JSON.parse(text) };
  } catch {
    return { kind: 'refused', answer: refusal(400, 'body-invalid', 'The body is not JSON.') };
  }
}
