/** All passes on a Program, until none finds anything more. */
import type { Program } from '../ir/types.ts';
import { eliminateCommonSubexpressions } from './commonSubexpressions.ts';
import { eliminateDeadCode } from './deadCode.ts';
import { simplify } from './simplify.ts';

/** A chain of rewrites that took more rounds would go round in circles. */
const MOST_ROUNDS = 20;

/** Outputs, updates and origins stay. */
export function optimize(program: Program): Program {
  let current = tidied(simplify(program));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const simpler = simplify(current);
    if (simpler === current) return current;
    current = tidied(simpler);
  }
  throw new Error(`Internal error: the passes on '${program.name}' come to no end.`);
}

/** What simplifying leaves behind, put in order; what this merges may be simpler still. */
function tidied(program: Program): Program {
  return eliminateDeadCode(eliminateCommonSubexpressions(program));
}
