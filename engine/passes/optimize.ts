/** A Program in; an equal one with fewer instructions out. */
import type { Program } from '../ir/types.ts';
import { Rewriter } from './rewriter.ts';

const mostRounds = 8;

/**
 * Simplifies, shares equal subexpressions and drops what nothing needs, until nothing changes. Results are equal to
 * the original's up to the rounding of folded constants; a Program that is optimal comes back as it is.
 */
export function optimize(program: Program): Program {
  let current = program;
  for (let round = 0; round < mostRounds; round++) {
    const next = new Rewriter(current).run();
    if (next.instructions.length === current.instructions.length && round > 0) return next;
    current = next;
  }
  return current;
}
