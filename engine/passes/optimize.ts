/** All passes on a Program, until none finds anything more. */
import type { Program } from '../ir/types.ts';
import { eliminateCommonSubexpressions } from './commonSubexpressions.ts';
import { eliminateDeadCode } from './deadCode.ts';
import { simplify } from './simplify.ts';

/** A chain of rewrites that took more rounds would go round in circles. */
const MOST_ROUNDS = 20;

/** Dead code goes first, so that nothing is spent on it. Outputs, updates and origins stay. */
export function optimize(program: Program): Program {
  let current = eliminateDeadCode(program);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const improved = eliminateDeadCode(eliminateCommonSubexpressions(simplify(current)));
    if (improved === current) return current;
    current = improved;
  }
  throw new Error(`Internal error: the passes on '${program.name}' come to no end.`);
}
