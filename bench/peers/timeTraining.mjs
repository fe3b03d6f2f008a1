// Which peer trains which network: names in, a plain row with milliseconds a step or the reason why there is none out.
import { networks } from './networks.mjs';
import { medianStep } from './steps.mjs';

const peers = {
  jax: () => import('./jax.mjs'),
  tfjs: () => import('./tfjs.mjs'),
};

/** `options`: backend, threads, budget in milliseconds; in a browser also wasmPath. */
export async function timeTraining(peer, workload, options) {
  const row = { peer, backend: options.backend, threads: options.threads, workload };
  try {
    const { prepare } = await peers[peer]();
    const began = performance.now();
    const { step, threads } = await prepare(networks[workload], options);
    const losses = [];
    const ms = await medianStep(async () => {
      losses.push(await step());
    }, options.budget);
    const compiled = performance.now() - began;
    const [first, last] = [losses[0], losses.at(-1)];
    // A step that does not learn is not the step that is compared.
    if (!(last < first)) throw new Error(`the loss went from ${first} to ${last}`);
    return { ...row, threads, ms, steps: losses.length, seconds: compiled / 1000, first, last };
  } catch (error) {
    return { ...row, error: error.message };
  }
}
