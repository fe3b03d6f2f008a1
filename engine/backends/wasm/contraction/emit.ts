/** Contraction kernels in; WebAssembly tasks out. */
import type { Buffer, ConvKernel, DotKernel, Kernel } from '../../../fuse/kernel.ts';
import { invariant } from '../../../util/errors.ts';
import type { Argument, EmitKernel, EmittedKernel, Target } from '../task.ts';
import { emitAnyConv } from './anyConv.ts';
import { chooseAlgorithm } from './chooseAlgorithm.ts';
import { emitDirectForward, emitDirectGradInput } from './directConv.ts';
import { emitDirectGradWeight } from './directGradWeight.ts';
import { emitProduct } from './dot.ts';
import type { Product } from './dotTask.ts';
import { Epilogue } from './epilogue.ts';
import { type PlaneGeometry, planeOf } from './geometry.ts';
import { emitWinogradForward, emitWinogradGradInput } from './winograd/convolution.ts';
import { emitWinogradGradWeight } from './winograd/gradWeight.ts';

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
  const algorithm = chooseAlgorithm(plane);
  if (algorithm === 'product')
    return emitProduct(pixelProduct(plane, kernel.kind), { a, b, epilogue }, target);
  switch (kernel.kind) {
    case 'conv': {
      const emit = algorithm === 'winograd' ? emitWinogradForward : emitDirectForward;
      return emit(plane, { source: a, kernel: b, epilogue }, target);
    }
    case 'convGradInput': {
      const emit = algorithm === 'winograd' ? emitWinogradGradInput : emitDirectGradInput;
      return emit(plane, { source: a, kernel: b, epilogue }, target);
    }
    case 'convGradWeight': {
      const emit = algorithm === 'winograd' ? emitWinogradGradWeight : emitDirectGradWeight;
      return emit(plane, { input: a, gradient: b, epilogue }, target);
    }
    default:
      return kernel.kind satisfies never;
  }
};

/** A 1×1 convolution as a product of [pixels, channels] matrices. */
function pixelProduct(g: PlaneGeometry, kind: ConvKernel['kind']): Product {
  const pixels = g.images * g.output[0] * g.output[1];
  const { channels, outChannels } = g;
  const base = { batch: 1, transposeA: false, transposeB: false };
  switch (kind) {
    case 'conv':
      return { ...base, m: pixels, n: outChannels, k: channels };
    case 'convGradInput':
      return { ...base, m: pixels, n: channels, k: outChannels, transposeB: true };
    case 'convGradWeight':
      return { ...base, m: channels, n: outChannels, k: pixels, transposeA: true };
    default:
      return kind satisfies never;
  }
}

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
