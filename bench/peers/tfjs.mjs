// TensorFlow.js, backend `wasm` or `cpu`: a network and a number of threads in, a training step (Adam) to time out.
import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { classes } from './networks.mjs';
import { madeUp, size } from './steps.mjs';

const momentum = 0.99;
const epsilon = 1e-3;

/** Variables in the order in which the layers ask for them: made by the first pass, taken again by later ones. */
class Weights {
  #all = [];
  #next = 0;

  restart() {
    this.#next = 0;
  }
  take(initial, trainable = true) {
    const at = this.#next++;
    this.#all[at] ??= tf.variable(initial(), trainable);
    return this.#all[at];
  }
  random(...shape) {
    const fan = size(shape.slice(0, -1));
    return this.take(() => tf.tensor(madeUp(size(shape), fan ** -0.5), shape));
  }
  filled(value, length, trainable) {
    return this.take(() => tf.fill([length], value), trainable);
  }
}

function run(x, layers, weights) {
  return layers.reduce((y, layer) => apply(y, layer, weights), x);
}

function apply(x, layer, weights) {
  switch (layer.type) {
    case 'conv': {
      const { filters, size: k, stride, padding, bias } = layer;
      const channels = x.shape[3];
      const kernel = weights.random(k, k, channels, filters);
      const sides = [padding, padding];
      const y = tf.conv2d(
        x,
        kernel,
        stride,
        padding > 0 ? [[0, 0], sides, sides, [0, 0]] : 'valid',
        'NHWC',
        [1, 1],
        padding > 0 ? 'floor' : undefined,
      );
      return bias ? tf.add(y, weights.filled(0, filters)) : y;
    }
    case 'dense': {
      const y = tf.matMul(x, weights.random(x.shape[1], layer.units));
      return tf.add(y, weights.filled(0, layer.units));
    }
    case 'norm':
      return batchNorm(x, weights);
    case 'relu':
      return tf.relu(x);
    case 'pool':
      return tf.maxPool(x, 2, 2, 'valid');
    case 'average':
      return tf.mean(x, [1, 2]);
    case 'flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'residual':
      return tf.add(run(x, layer.main, weights), run(x, layer.skip, weights));
    default:
      throw new Error(`Internal error: layer ${layer.type}`);
  }
}

/** Of the batch's own statistics; the running ones follow. */
function batchNorm(x, weights) {
  const channels = x.shape[3];
  const scale = weights.filled(1, channels);
  const offset = weights.filled(0, channels);
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  for (const value of [mean, variance]) {
    const running = weights.filled(0, channels, false);
    running.assign(tf.add(tf.mul(running, momentum), tf.mul(value, 1 - momentum)));
  }
  return tf.batchNorm(x, mean, variance, offset, scale, epsilon);
}

/** `wasmPath`: where a browser finds the files of the wasm backend. Throws what the library throws. */
export async function prepare({ batch, input, layers }, { backend, threads, wasmPath }) {
  if (backend === 'wasm') {
    setThreadsCount(threads);
    if (wasmPath) setWasmPaths(`${wasmPath}/tfjs/`);
  }
  if (!(await tf.setBackend(backend))) throw new Error(`There is no backend "${backend}" here.`);
  const shape = [batch, ...input];
  const x = tf.tensor(madeUp(size(shape)), shape);
  const labels = Array.from({ length: batch }, (_, i) => i % classes);
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), classes).cast('float32');
  const optimizer = tf.train.adam(1e-3);
  const weights = new Weights();
  const loss = () => {
    weights.restart();
    return tf.losses.softmaxCrossEntropy(y, run(x, layers, weights));
  };
  // The variables have to be there before the optimizer asks for them.
  tf.tidy(loss).dispose();
  return {
    // It never takes more than half of the cores.
    threads: backend === 'wasm' ? Math.max(1, getThreadsCount()) : 1,
    async step() {
      const value = optimizer.minimize(loss, true);
      const [number] = await value.data();
      value.dispose();
      return number;
    },
  };
}
