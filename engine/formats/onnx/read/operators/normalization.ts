/** BatchNormalization as it is after training in; the layer with its four vectors out. */
import { batchGroup, type Group, type Groups, rowOrder, sameGroup } from '../axes.ts';
import type { Call } from '../call.ts';
import { type Flow, Unsupported } from '../values.ts';

export function batchNormalization(call: Call): void {
  if ([1, 2, 3, 4].some((i) => call.isUsed(i))) throw new Unsupported('training_mode = 1');
  const vectors = [1, 2, 3, 4].map((i) => call.floats(i).elements);
  const [gamma, beta, runningMean, runningVariance] = vectors as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const size = gamma.length;
  if (size === 0 || vectors.some((values) => values.length !== size))
    throw call.malformed(`${call.who} has vectors of different lengths`);
  const epsilon = shortest(call.attributes.float('epsilon', 1e-5));
  if (!(epsilon >= 1e-12 && epsilon <= 1)) throw new Unsupported(`epsilon = ${epsilon}`);
  const momentum = shortest(1 - shortest(call.attributes.float('momentum', 0.9)));
  const { flow, rows } = channelsLast(call, size);
  const weight = (values: Float32Array) => ({
    shape: [size],
    values: rows === 'same' ? values : values.map((_, i) => values[rows[i] as number] as number),
  });
  const from = call.network.add({
    type: 'batchNormalization',
    params: { momentum: Math.min(1, Math.max(0, momentum)), epsilon },
    label: call.label,
    inputs: { input: [flow] },
    weights: {
      gamma: weight(gamma),
      beta: weight(beta),
      runningMean: weight(runningMean),
      runningVariance: weight(runningVariance),
    },
  });
  call.give({ ...flow, from });
}

/** The layer normalizes the last dimension; a row may be stored in another order than the file's. */
function channelsLast(call: Call, size: number): { flow: Flow; rows: Int32Array | 'same' } {
  const flow = call.flow(0);
  const theirs = call.theirs(flow);
  if (!theirs) return { flow, rows: 'same' };
  const [, channels, ...rest] = theirs;
  if (!channels) throw call.malformed(`${call.who} takes no channels`);
  call.expectSize(channels, size, 'channels');
  if (rest.length === 0) {
    const stored = flow.ours.slice(1).flat();
    const row = call.network.arranged(flow, [batchGroup, stored]);
    const rows = rowOrder(channels, stored, size);
    if (rows === 'open') throw new Unsupported('sizes that depend on the input');
    return { flow: row, rows };
  }
  const last = flow.ours.at(-1) as Group;
  const wanted: Groups = sameGroup(last, channels) ? flow.ours : [batchGroup, ...rest, channels];
  return { flow: call.network.arranged(flow, wanted), rows: 'same' };
}

/** The shortest decimal that is the same f32: files hold 1e-5 as 0.000009999999747. */
export function shortest(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(single.toPrecision(digits));
    if (Math.fround(candidate) === single) return candidate;
  }
  return value;
}
