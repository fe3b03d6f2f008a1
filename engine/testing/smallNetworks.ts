/** Small training steps written in IR by hand: what fusion and its tests look at, without layers or projects. */
import { gradients } from '../autodiff/gradients.ts';
import type { NamedData } from '../backends/reference/evaluate.ts';
import { ProgramBuilder } from '../ir/builder.ts';
import * as ir from '../ir/construct.ts';
import type { Program, Shape, ValueId } from '../ir/types.ts';
import type { RandomProgram } from './randomProgram.ts';

const SAME_3X3 = {
  stride: [1, 1],
  padding: [
    [1, 1],
    [1, 1],
  ],
  dilation: [1, 1],
  groups: 1,
} as const;

/** Builds a Program and remembers its params and inputs, filled with reproducible numbers. */
export class NetworkBuilder {
  readonly e = new ProgramBuilder();
  readonly inputs: Record<string, number[]> = {};
  readonly params: Record<string, number[]> = {};
  private readonly weights: { name: string; value: ValueId }[] = [];

  input(name: string, shape: Shape): ValueId {
    this.inputs[name] = numbers(shape, name.length);
    return ir.input(this.e, name, shape);
  }
  labels(name: string, count: number, classes: number): ValueId {
    this.inputs[name] = Array.from({ length: count }, (_, i) => (i * 7) % classes);
    return ir.input(this.e, name, [count], 'i32');
  }
  weight(name: string, shape: Shape): ValueId {
    const value = this.state(name, shape);
    this.weights.push({ name, value });
    return value;
  }
  state(name: string, shape: Shape, positive = false): ValueId {
    this.params[name] = numbers(shape, name.length).map((x) => (positive ? x * x : x));
    return ir.param(this.e, name, shape);
  }

  dense(name: string, x: ValueId, units: number): ValueId {
    const { e } = this;
    const features = e.typeOf(x).shape.at(-1) as number;
    const y = ir.dot(e, x, this.weight(`${name}/kernel`, [features, units]));
    return ir.add(e, y, this.weight(`${name}/bias`, [units]));
  }
  conv(name: string, x: ValueId, channels: number, bias = true): ValueId {
    const { e } = this;
    const depth = e.typeOf(x).shape.at(-1) as number;
    const kernel = this.weight(`${name}/kernel`, [3, 3, depth, channels]);
    const y = ir.conv(e, x, kernel, SAME_3X3);
    return bias ? ir.add(e, y, this.weight(`${name}/bias`, [channels])) : y;
  }
  /** The mean is no variable of the variance: the sum of what is centred is 0, and so is that gradient. */
  batchNorm(name: string, x: ValueId): ValueId {
    const { e } = this;
    const shape = e.typeOf(x).shape;
    const channels = [shape.at(-1) as number];
    const axes = shape.slice(0, -1).map((_, axis) => axis);
    const mean = ir.mean(e, x, axes);
    const spread = ir.sub(e, x, ir.stopGradient(e, mean));
    const variance = ir.mean(e, ir.mul(e, spread, spread), axes);
    const scale = ir.div(
      e,
      this.weight(`${name}/gamma`, channels),
      ir.sqrt(e, ir.add(e, variance, ir.num(1e-3))),
    );
    const y = ir.mul(e, ir.sub(e, x, mean), scale);
    return ir.add(e, y, this.weight(`${name}/beta`, channels));
  }
  relu(x: ValueId): ValueId {
    return ir.maximum(this.e, x, ir.num(0));
  }
  /** Mean over the batch of the crossentropy of softmax(scores) with class numbers. */
  crossentropy(scores: ValueId, labels: ValueId): ValueId {
    const { e } = this;
    const [batch, classes] = e.typeOf(scores).shape as [number, number];
    const shifted = ir.sub(e, scores, ir.stopGradient(e, ir.reduceMax(e, scores, [1], true)));
    const logSum = ir.log(e, ir.sum(e, ir.exp(e, shifted), [1]));
    const column = ir.reshape(e, labels, [batch, 1]);
    const chosen = ir.equal(
      e,
      ir.iota(e, [batch, classes], 1),
      ir.broadcastTo(e, column, [batch, classes]),
    );
    const right = ir.sum(e, ir.select(e, chosen, shifted, ir.num(0)), [1]);
    return ir.mean(e, ir.sub(e, logSum, right));
  }

  /** Gradients of `loss` and a step of plain gradient descent on every weight. */
  descend(loss: ValueId): void {
    const { e } = this;
    const slopes = this.gradients(loss);
    this.weights.forEach(({ name, value }, i) => {
      e.update(name, ir.sub(e, value, ir.mul(e, slopes[i] as ValueId, ir.num(0.1))));
    });
  }
  gradients(loss: ValueId): readonly ValueId[] {
    return gradients(
      this.e,
      loss,
      this.weights.map(({ value }) => value),
    );
  }
  /** A step of Adam on every weight, only where loss and gradients are finite. */
  adam(loss: ValueId): void {
    const { e } = this;
    const slopes = this.gradients(loss);
    const norm = slopes.map((g) => ir.sum(e, ir.mul(e, g, g))).reduce((a, b) => ir.add(e, a, b));
    const finite = ir.and(e, ir.isFinite(e, loss), ir.isFinite(e, norm));
    e.output('finite', finite);
    const rate = this.input('rate', []);
    this.weights.forEach(({ name, value }, i) => {
      const shape = e.typeOf(value).shape;
      const g = slopes[i] as ValueId;
      const mean = this.state(`${name}/mean`, shape);
      const square = this.state(`${name}/square`, shape, true);
      const blend = (old: ValueId, fresh: ValueId, keep: number) =>
        ir.add(e, ir.mul(e, old, ir.num(keep)), ir.mul(e, fresh, ir.num(1 - keep)));
      const newMean = blend(mean, g, 0.9);
      const newSquare = blend(square, ir.mul(e, g, g), 0.999);
      const root = ir.add(e, ir.sqrt(e, newSquare), ir.num(1e-3));
      const stepped = ir.sub(e, value, ir.mul(e, rate, ir.div(e, newMean, root)));
      const keep = (fresh: ValueId, old: ValueId) => ir.select(e, finite, fresh, old);
      e.update(name, keep(stepped, value));
      e.update(`${name}/mean`, keep(newMean, mean));
      e.update(`${name}/square`, keep(newSquare, square));
    });
  }
  finish(name: string): RandomProgram & { readonly program: Program } {
    const inputs: NamedData = this.inputs;
    const params: NamedData = this.params;
    return { program: this.e.finish(name), inputs, params };
  }
}

/** dense – relu – dense – softmax crossentropy, trained by Adam. */
export function denseNetwork(batch = 4): RandomProgram {
  const net = new NetworkBuilder();
  const x = net.input('x', [batch, 6]);
  const hidden = net.relu(net.dense('hidden', x, 5));
  const loss = net.crossentropy(net.dense('scores', hidden, 3), net.labels('labels', batch, 3));
  net.e.output('loss', loss);
  net.adam(loss);
  return net.finish('dense');
}

/** conv – norm – relu – conv – norm – (+ input) – relu – mean over pixels – dense, by gradient descent. */
export function residualNetwork(): RandomProgram {
  const net = new NetworkBuilder();
  const { e } = net;
  const x = net.input('x', [2, 4, 4, 3]);
  const stem = net.relu(net.batchNorm('norm0', net.conv('conv0', x, 4, false)));
  const inner = net.relu(net.batchNorm('norm1', net.conv('conv1', stem, 4, false)));
  const main = net.batchNorm('norm2', net.conv('conv2', inner, 4, false));
  const joined = net.relu(ir.add(e, main, stem));
  const scores = net.dense('scores', ir.mean(e, joined, [1, 2]), 3);
  const loss = net.crossentropy(scores, net.labels('labels', 2, 3));
  e.output('loss', loss);
  net.descend(loss);
  return net.finish('residual');
}

/** Between −1 and 1, without a pattern that sums to nothing. */
function numbers(shape: Shape, seed: number): number[] {
  const count = shape.reduce((n, d) => n * d, 1);
  return Array.from(
    { length: count },
    (_, i) => (((i * i * 13 + i * 29 + seed * 17) % 101) - 50.5) / 51,
  );
}
