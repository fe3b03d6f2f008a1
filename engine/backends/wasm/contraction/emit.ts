/** Contraction kernels in; WebAssembly tasks out. */
import type { Buffer, ConvKernel, DotKernel, Kernel } from '../../../fuse/kernel.ts';
import { invariant } from '../../../util/errors.ts';
import type { Argument, EmitKernel, EmittedKernel, Target } from '../task.ts';
import { emitAnyConv } from './anyConv.ts';
import { emitDirectForward, emitDirectGradInput } from './directConv.ts';
import { emitDirectGradWeight } from './directGradWeight.ts';
import { emitProduct } from './dot.ts';
import { Epilogue } from './epilogue.ts';
import { planeOf } from './geometry.ts';

const bufferArgument = (buffer: number): Argument => ({ kind: 'buffer', buffer });

/** Batched matrix product with epilogue. */
export const emitDot: EmitKernel<Kernel & DotKernel> = (kernel, buffers, target) => {
  const { batch, m, n } = kernel;
  return emitProduct(
    kernel,
    {
      a: bufferArgument(kernel.a),
      b: bufferArgument(kernel.b),
      epilogue: new Epilogue(kernel.epilogue, [batch, m, n], buffers),
    },
    target,
  );
};

/** A convolution in any of its three directions, with epilogue. */
export const emitConv: EmitKernel<Kernel & ConvKernel> = (kernel, buffers, target) => {
  const shape = { conv: kernel.output, convGradInput: kernel.input, convGradWeight: kernel.kernel };
  const epilogue = new Epilogue(kernel.epilogue, shape[kernel.kind], buffers);
  const [a, b] = [bufferArgument(kernel.a), bufferArgument(kernel.b)];
  const plane = planeOf(kernel);
  if (plane === null) return emitAnyConv(kernel, [a, b], epilogue);
  switch (kernel.kind) {
    case 'conv':
      return emitDirectForward(plane, { source: a, kernel: b, epilogue }, target);
    case 'convGradInput':
      return emitDirectGradInput(plane, { source: a, kernel: b, epilogue }, target);
    case 'convGradWeight':
      return emitDirectGradWeight(plane, { input: a, gradient: b, epilogue }, target);
    default:
      return kernel.kind satisfies never;
  }
};

/** Any contraction kernel. */
export function emitContraction(
  kernel: Kernel,
  buffers: readonly Buffer[],
  target: Target,
): EmittedKernel {
  if (kernel.kind === 'dot') return emitDot(kernel, buffers, target);
  invariant(
    kernel.kind === 'conv' || kernel.kind === 'convGradInput' || kernel.kind === 'convGradWeight',
    `a ${kernel.kind} kernel is no contraction`,
  );
  return emitConv(kernel, buffers, target);
}
