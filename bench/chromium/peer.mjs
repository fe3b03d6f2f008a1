// A worker of a page: a peer, a workload and options in, a row with milliseconds of its training step out.
import { timeTraining } from '../peers/timeTraining.mjs';

addEventListener('message', async ({ data }) => {
  const { peer, workload, options } = data;
  postMessage(await timeTraining(peer, workload, { ...options, wasmPath: location.origin }));
});
