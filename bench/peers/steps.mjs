// Times a step that a peer takes: a function in, milliseconds of the median step out.

/** At least so many steps count, however slow they are. */
const fewest = 3;
/** More say nothing more. */
const most = 20_000;

/**
 * Runs one step to warm up and more for a third of the budget, then times steps until the budget (in milliseconds) is
 * used up. A step has ended when its promise resolves.
 */
export async function medianStep(step, budget) {
  const began = performance.now();
  do await step();
  while (performance.now() - began < budget / 3);
  const times = [];
  while (times.length < fewest || (performance.now() - began < budget && times.length < most)) {
    const from = performance.now();
    await step();
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1];
}

/** Made-up numbers in −1…1, the same in every run (a linear congruential generator of Numerical Recipes). */
export function madeUp(length, scale = 1) {
  const values = new Float32Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = (state / 2 ** 31 - 1) * scale;
  }
  return values;
}
export const size = (shape) => shape.reduce((product, n) => product * n, 1);
