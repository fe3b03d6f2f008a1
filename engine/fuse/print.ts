/** Kernels come in; text for people and snapshots goes out: one kernel after another, with bodies as expressions. */
import type { Access, Body, Buffer, Kernel, KernelProgram, Pointwise, Scalar } from './kernel.ts';

/**
 * `%3` is a temporary, `@w` a param, `input x` an input. An access that is not plain row-major over the kernel's
 * shape shows its offset and strides. Entries used once are written where they are used.
 */
export function printKernels({ program, buffers, kernels, outputs }: KernelProgram): string {
  const lines = [`program ${program.name}`];
  for (const kernel of kernels) lines.push(...printKernel(kernel, buffers));
  for (const { name, buffer } of outputs) lines.push(`output ${name} = ${nameOf(buffer, buffers)}`);
  return `${lines.join('\n')}\n`;
}

function printKernel(kernel: Kernel, buffers: readonly Buffer[]): string[] {
  const name = (buffer: number) => nameOf(buffer, buffers);
  const origins = kernel.origins.length > 0 ? `  // ${kernel.origins.join(', ')}` : '';
  switch (kernel.kind) {
    case 'map':
      return [
        `map [${kernel.shape}]${origins}`,
        ...printPointwise(kernel.pointwise, kernel.shape, buffers),
      ];
    case 'reduce': {
      const { shape, outer, before, reductions, after } = kernel;
      const uses = reductions.map(({ value }) => value);
      const { text, lines } = printBody(before, shape, buffers, uses);
      const folds = reductions.map(({ op, value }, i) => `  acc${i} = ${op} ${text(value)}`);
      return [
        `reduce [${shape.slice(0, outer)} | ${shape.slice(outer)}]${origins}`,
        ...lines,
        ...folds,
        ...printPointwise(after, shape.slice(0, outer), buffers),
      ];
    }
    case 'dot': {
      const { batch, m, n, k, transposeA, transposeB } = kernel;
      const a = `${name(kernel.a)}${transposeA ? 'ᵀ' : ''}`;
      const b = `${name(kernel.b)}${transposeB ? 'ᵀ' : ''}`;
      return [
        `dot [${batch}, ${m}, ${n}] over ${k}: ${a} · ${b}${origins}`,
        ...printPointwise(kernel.epilogue, [batch, m, n], buffers),
      ];
    }
    case 'conv':
    case 'convGradInput':
    case 'convGradWeight': {
      const { kind, input, output, geometry, epilogue } = kernel;
      const shape = { conv: output, convGradInput: input, convGradWeight: kernel.kernel }[kind];
      const operands = `${name(kernel.a)}, ${name(kernel.b)}`;
      return [
        `${kind} [${shape}]: ${operands} ${printGeometry(geometry)}${origins}`,
        ...printPointwise(epilogue, shape, buffers),
      ];
    }
    case 'windowMax':
    case 'windowMaxGrad':
    case 'windowSum':
    case 'windowSumGrad': {
      const { kind, input, output, geometry, positions, epilogue } = kernel;
      const shape = kind.endsWith('Grad') ? input : output;
      const place = positions === null ? '' : ` positions ${name(positions)}`;
      return [
        `${kind} [${shape}]: ${name(kernel.a)}${place} ${printGeometry(geometry)}${origins}`,
        ...printPointwise(epilogue, shape, buffers),
      ];
    }
    default:
      return kernel satisfies never;
  }
}

function printGeometry(geometry: object): string {
  return JSON.stringify(geometry).replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ');
}
function nameOf(buffer: number, buffers: readonly Buffer[]): string {
  const { source, type } = buffers[buffer] as Buffer;
  switch (source.kind) {
    case 'input':
      return `input ${source.name}`;
    case 'state':
      return `@${source.name}`;
    case 'constant':
      return `constant ${type.dtype}[${type.shape}]`;
    case 'temporary':
      return `%${buffer}`;
    default:
      return source satisfies never;
  }
}
function printAccess(
  { buffer, offset, strides }: Access,
  shape: readonly number[],
  buffers: readonly Buffer[],
): string {
  let dense = 1;
  let plain = offset === 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== dense) plain = false;
    dense *= shape[axis] as number;
  }
  const where = plain ? '' : `[${offset === 0 ? '' : `${offset}: `}${strides}]`;
  return `${nameOf(buffer, buffers)}${where}`;
}

function printPointwise(
  pointwise: Pointwise,
  shape: readonly number[],
  buffers: readonly Buffer[],
): string[] {
  const uses = pointwise.writes.map(({ value }) => value);
  const { text, lines } = printBody(pointwise, shape, buffers, uses);
  const writes = pointwise.writes.map(
    ({ access, value }) => `  ${printAccess(access, shape, buffers)} ← ${text(value)}`,
  );
  return [...lines, ...writes];
}

/** Texts of entries, and a line for each that is used more than once. */
function printBody(
  { reads, body }: Pointwise,
  shape: readonly number[],
  buffers: readonly Buffer[],
  results: readonly number[],
): { text: (entry: number) => string; lines: string[] } {
  const uses = countUses(body, results);
  const texts: string[] = [];
  const lines: string[] = [];
  const text = (entry: number) => texts[entry] as string;
  body.forEach((scalar, entry) => {
    const written = printScalar(scalar, text, (read) =>
      printAccess(reads[read] as Access, shape, buffers),
    );
    const simple = !('operands' in scalar) && scalar.op !== 'random';
    if (simple || (uses[entry] as number) < 2) {
      texts.push(written);
      return;
    }
    texts.push(`t${lines.length}`);
    lines.push(`  t${lines.length} = ${written}`);
  });
  return { text, lines };
}
function countUses(body: Body, results: readonly number[]): number[] {
  const uses = body.map(() => 0);
  const use = (entry: number) => {
    uses[entry] = (uses[entry] as number) + 1;
  };
  for (const scalar of body) {
    if ('operands' in scalar) scalar.operands.forEach(use);
    else if (scalar.op === 'random') [scalar.seed, scalar.step, scalar.element].forEach(use);
  }
  results.forEach(use);
  return uses;
}
function printScalar(
  scalar: Scalar,
  text: (entry: number) => string,
  access: (read: number) => string,
): string {
  switch (scalar.op) {
    case 'read':
      return access(scalar.read);
    case 'constant':
      return scalar.dtype === 'f32' ? `${scalar.value}` : `${scalar.value}:${scalar.dtype}`;
    case 'index':
      return `i${scalar.axis}`;
    case 'accumulator':
      return `acc${scalar.reduction}`;
    case 'random': {
      const { seed, step, element, node, use } = scalar;
      return `random(${text(seed)}, ${text(step)}, ${text(element)}; ${node}.${use})`;
    }
    case 'cast':
      return `${scalar.dtype}(${text(scalar.operands[0] as number)})`;
    default:
      return `${scalar.op}(${scalar.operands.map(text).join(', ')})`;
  }
}
