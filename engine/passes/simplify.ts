/** Replaces instructions by simpler ones of equal results: a Program in, the same or a simpler Program out. */
import type { OpAttributes, OpName, Program } from '../ir/types.ts';
import { elementwiseRules, type SimplifyRule } from './elementwiseRules.ts';
import { movementRules } from './movementRules.ts';
import { type Improve, Rewriter } from './rewriter.ts';

const rules: { readonly [N in OpName]?: SimplifyRule<N> } = {
  ...elementwiseRules,
  ...movementRules,
};

const improve: Improve = (rewriter, op, inputs, attributes) => {
  const rule = rules[op] as SimplifyRule<OpName> | undefined;
  return rule === undefined ? null : rule(rewriter, inputs, attributes as OpAttributes[OpName]);
};

/**
 * One walk, in which what a rule emits is simplified too. Results stay equal up to rounding of constants (folded in
 * f64) and the sign of zeros; NaN and infinities stay where they arise, so x·0 and x − x are left alone.
 */
export function simplify(program: Program): Program {
  return new Rewriter(improve).rewrite(program);
}
