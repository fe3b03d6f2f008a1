/** The one error class for what a user can cause: a code, the place, and one plain sentence. */

/**
 * An error a person can act on. `message` is one plain English sentence; `code` is stable and
 * kebab-case (translations key by it); `place` says where: a file, key, byte offset, row or node.
 */
export class NetloomError extends Error {
  readonly code: string;
  readonly place: string | undefined;

  constructor(code: string, message: string, place?: string) {
    super(message);
    this.name = 'NetloomError';
    this.code = code;
    this.place = place;
  }
}

/**
 * Throws when an invariant of our own code is broken; never for bad input. Where it is asked often, `what` is a
 * function, so that no sentence is made only to be thrown away.
 */
export function invariant(condition: unknown, what: string | (() => string)): asserts condition {
  if (!condition) throw new Error(`Internal error: ${typeof what === 'string' ? what : what()}.`);
}
