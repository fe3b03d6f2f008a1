// jax-js, device `wasm`: a network in, one compiled training step (forward, gradients, Adam) to time out.
import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
import { classes } from './networks.mjs';
import { madeUp, size } from './steps.mjs';

const adam = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const momentum = 0.99;
const epsilon = 1e-3;

/** Shapes and first values of what a network learns, and its running statistics, in the order of use. */
function initialize(layers, input) {
  const weights = [];
  const statistics = [];
  const random = (shape, fan) => np.array(madeUp(size(shape), fan ** -0.5)).reshape(shape);
  const walk = (list, shape) => list.reduce((at, layer) => visit(layer, at), shape);
  const visit = (layer, shape) => {
    switch (layer.type) {
      case 'conv': {
        const { filters, size: k, stride, padding, bias } = layer;
        weights.push(random([filters, shape[0], k, k], shape[0] * k * k));
        if (bias) weights.push(np.zeros([filters]));
        const across = (n) => Math.floor((n + 2 * padding - k) / stride) + 1;
        return [filters, across(shape[1]), across(shape[2])];
      }
      case 'dense':
        weights.push(random([shape[0], layer.units], shape[0]), np.zeros([layer.units]));
        return [layer.units];
      case 'norm':
        weights.push(np.ones([shape[0]]), np.zeros([shape[0]]));
        statistics.push(np.zeros([shape[0]]), np.ones([shape[0]]));
        return shape;
      case 'relu':
        return shape;
      case 'pool':
        return [shape[0], shape[1] >> 1, shape[2] >> 1];
      case 'average':
        return [shape[0]];
      case 'flatten':
        return [size(shape)];
      case 'residual':
        walk(layer.skip, shape);
        return walk(layer.main, shape);
      default:
        throw new Error(`Internal error: layer ${layer.type}`);
    }
  };
  walk(layers, input);
  return { weights, statistics };
}

/** `weights` and `statistics` are queues; new statistics are put into `updated`. Every array is used up once. */
function forward(x, layers, queues) {
  return layers.reduce((y, layer) => apply(y, layer, queues), x);
}

function apply(x, layer, queues) {
  const { weights } = queues;
  switch (layer.type) {
    case 'conv': {
      const { stride, padding, bias } = layer;
      const sides = [padding, padding];
      const y = lax.convGeneralDilated(x, weights.shift(), [stride, stride], [sides, sides]);
      return bias ? y.add(weights.shift().reshape([-1, 1, 1])) : y;
    }
    case 'dense':
      return np.matmul(x, weights.shift()).add(weights.shift());
    case 'norm':
      return batchNorm(x, queues);
    case 'relu':
      return nn.relu(x);
    case 'pool': {
      const [n, channels, height, width] = x.shape;
      const [rows, columns] = [height >> 1, width >> 1];
      // Windows do not overlap: a reshape is the quickest way to say so. An odd last row or column is in no window.
      const even = x.slice([], [], [0, rows * 2], [0, columns * 2]);
      return np.max(even.reshape([n, channels, rows, 2, columns, 2]), [3, 5]);
    }
    case 'average':
      return np.mean(x, [2, 3]);
    case 'flatten':
      return x.reshape([x.shape[0], -1]);
    case 'residual': {
      const skip = forward(x.ref, layer.skip, queues);
      return forward(x, layer.main, queues).add(skip);
    }
    default:
      throw new Error(`Internal error: layer ${layer.type}`);
  }
}

function batchNorm(x, { weights, statistics, updated }) {
  const shape = [1, -1, 1, 1];
  const scale = weights.shift().reshape(shape);
  const offset = weights.shift().reshape(shape);
  const mean = np.mean(x.ref, [0, 2, 3]);
  const centered = x.sub(mean.ref.reshape(shape));
  const variance = np.mean(np.square(centered.ref), [0, 2, 3]);
  for (const value of [mean, variance.ref]) {
    const now = lax.stopGradient(value).mul(1 - momentum);
    updated.push(statistics.shift().mul(momentum).add(now));
  }
  const deviation = np.sqrt(variance.add(epsilon)).reshape(shape);
  return centered.div(deviation).mul(scale).add(offset);
}

/** Kingma and Ba, Adam, 2015; the bias corrections come in as numbers so that nothing is compiled again. */
function adamStep(weight, gradient, first, second, corrections) {
  const { learningRate, beta1, beta2 } = adam;
  const m = first.mul(beta1).add(gradient.ref.mul(1 - beta1));
  const v = second.mul(beta2).add(np.square(gradient).mul(1 - beta2));
  const [m1, v1] = corrections;
  const change = m.ref.mul(m1.ref).div(np.sqrt(v.ref.mul(v1.ref)).add(adam.epsilon));
  return [weight.sub(change.mul(learningRate)), m, v];
}

function trainStep(layers) {
  const loss = (weights, statistics, x, y) => {
    const queues = { weights: [...weights], statistics: [...statistics], updated: [] };
    const logits = forward(x, layers, queues);
    const picked = nn.logSoftmax(logits).mul(nn.oneHot(y, classes));
    return [picked.sum().mul(-1 / x.shape[0]), queues.updated];
  };
  const both = valueAndGrad(loss, { hasAux: true });
  return ({ weights, statistics, first, second, corrections, x, y }) => {
    const [[value, updated], gradients] = both(tree.ref(weights), statistics, x, y);
    const next = weights.map((weight, i) =>
      adamStep(weight, gradients[i], first[i], second[i], corrections),
    );
    tree.dispose(corrections);
    const state = {
      weights: next.map(([weight]) => weight),
      statistics: updated,
      first: next.map(([, m]) => m),
      second: next.map(([, , v]) => v),
    };
    return { value, state };
  };
}

/** The library takes all cores where it finds what browsers have: nothing can be asked of it. */
const usesThreads = typeof SharedArrayBuffer !== 'undefined' && typeof Worker !== 'undefined';

/** Throws what the library throws. */
export async function prepare({ batch, input, layers }, { backend }) {
  await init(backend);
  defaultDevice(backend);
  const channelsFirst = input.length === 3 ? [input[2], input[0], input[1]] : input;
  const shape = [batch, ...channelsFirst];
  const x = np.array(madeUp(size(shape))).reshape(shape);
  const y = np.array(Int32Array.from({ length: batch }, (_, i) => i % classes));
  const { weights, statistics } = initialize(layers, channelsFirst);
  const zeros = () => weights.map((weight) => np.zeros(weight.shape));
  let state = { weights, statistics, first: zeros(), second: zeros() };
  const compiled = jit(trainStep(layers));
  let t = 0;
  return {
    threads: usesThreads ? navigator.hardwareConcurrency : 1,
    async step() {
      t++;
      const corrections = [adam.beta1, adam.beta2].map((beta) => np.array(1 / (1 - beta ** t)));
      const result = compiled({ ...state, corrections, x: x.ref, y: y.ref });
      state = await blockUntilReady(result.state);
      const [value] = await result.value.data();
      return value;
    },
  };
}
