/** The batched matrix product: its type and gradient, which is made of products again. */
import { invariant } from '../../util/errors.ts';
import * as ir from '../construct.ts';
import type { OpDefinition, ValueId } from '../types.ts';
import { checkDType, checkSameShape, FLOAT, two } from './checks.ts';

export const dot: OpDefinition<'dot'> = {
  name: 'dot',
  kind: 'contraction',
  infer(inputs, { transposeA, transposeB }) {
    const [a, b] = two('dot', inputs);
    checkDType('dot', a, FLOAT);
    checkDType('dot', b, FLOAT);
    const rank = a.shape.length;
    invariant(
      rank >= 2 && b.shape.length === rank,
      () => `dot of shapes [${a.shape}] and [${b.shape}]`,
    );
    const batch = a.shape.slice(0, -2);
    checkSameShape('dot (batch)', batch, b.shape.slice(0, -2));
    const [rows, depth] = matrix(a.shape, transposeA);
    const [depthOfB, columns] = matrix(b.shape, transposeB);
    invariant(
      depth === depthOfB,
      () => `dot of [${a.shape}] and [${b.shape}] sums ${depth} products`,
    );
    return [{ dtype: a.dtype, shape: [...batch, rows, columns] }];
  },
  /** Of C = A·B: dA = G·Bᵀ and dB = Aᵀ·G; an operand stored transposed takes its gradient transposed. */
  vjp({ emitter: e, inputs, attributes: { transposeA, transposeB }, cotangents }) {
    const [a, b] = inputs as readonly [ValueId, ValueId];
    const g = cotangents[0] as ValueId;
    return [
      transposeA
        ? ir.dot(e, b, g, { transposeA: transposeB, transposeB: true })
        : ir.dot(e, g, b, { transposeB: !transposeB }),
      transposeB
        ? ir.dot(e, g, a, { transposeA: true, transposeB: transposeA })
        : ir.dot(e, a, g, { transposeA: !transposeA }),
    ];
  },
};

/** Rows and columns of the last two axes, as the product sees them. */
function matrix(shape: readonly number[], transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}
