/** Takes a base learning rate and a step; gives the rate of that step. One record a schedule. */
import * as z from 'zod';
import { described } from '../util/described.ts';
import { cos, pow } from '../util/math.ts';
import type { ScheduleDefinition } from './types.ts';

type At = Parameters<ScheduleDefinition['rate']>[2];

/** What a schedule counts in: steps, or epochs (the rate then stays the same within an epoch). */
type Unit = 'epoch' | 'step';
const unit = (byDefault: Unit) =>
  described(
    z.enum(['epoch', 'step']).default(byDefault),
    'Counted in',
    'Epochs, with one rate throughout each, or steps: one a batch.',
  );
const elapsed = (counted: Unit, { step, stepsPerEpoch }: At): number =>
  counted === 'step' ? step : Math.floor(step / stepsPerEpoch);

const constantParams = z.strictObject({});
/** η at every step. */
export const constant: ScheduleDefinition<object> = {
  type: 'constant',
  name: { en: 'Constant', zh: '恒定' },
  params: constantParams,
  rate: (_, base) => base,
  docs: {
    summary: 'The learning rate stays as it is.',
    reference: 'Bottou, Stochastic Gradient Descent Tricks, 2012',
  },
};

const stepParams = z.strictObject({
  every: described(
    z.int().positive().default(10),
    'Every',
    'Epochs or steps from one change to the next.',
  ),
  factor: described(
    z.number().positive().default(0.1),
    'Factor',
    'What the rate is multiplied by each time.',
  ),
  unit: unit('epoch'),
});
/** η·factor^⌊t/every⌋. */
export const step: ScheduleDefinition<z.infer<typeof stepParams>> = {
  type: 'step',
  name: { en: 'Step decay', zh: '阶梯衰减' },
  params: stepParams,
  rate: (params, base, at) =>
    base * pow(params.factor, Math.floor(elapsed(params.unit, at) / params.every)),
  docs: {
    summary: 'Multiplies the learning rate by a factor every so many epochs or steps.',
    reference: 'He et al., Deep Residual Learning for Image Recognition, 2016, section 3.4',
  },
};

const exponentialParams = z.strictObject({
  factor: described(
    z.number().positive().default(0.95),
    'Factor',
    'What the rate is multiplied by after each epoch or step.',
  ),
  unit: unit('epoch'),
});
/** η·factor^t. */
export const exponential: ScheduleDefinition<z.infer<typeof exponentialParams>> = {
  type: 'exponential',
  name: { en: 'Exponential decay', zh: '指数衰减' },
  params: exponentialParams,
  rate: (params, base, at) => base * pow(params.factor, elapsed(params.unit, at)),
  docs: {
    summary: 'Multiplies the learning rate by a factor after each epoch or step.',
    reference: 'Senior et al., An Empirical Study of Learning Rates in Deep Neural Networks, 2013',
  },
};

const cosineParams = z.strictObject({
  minimum: described(
    z.number().min(0).max(1).default(0),
    'Lowest share',
    'The rate at the end, as a share of the first.',
  ),
  unit: unit('step'),
});
/** η·(m + (1 − m)·(1 + cos(π·t/T))/2), where T is the whole training. */
export const cosine: ScheduleDefinition<z.infer<typeof cosineParams>> = {
  type: 'cosine',
  name: { en: 'Cosine', zh: '余弦退火' },
  params: cosineParams,
  rate(params, base, at) {
    const total =
      params.unit === 'step' ? at.totalSteps : Math.ceil(at.totalSteps / at.stepsPerEpoch);
    const progress = total > 0 ? Math.min(1, elapsed(params.unit, at) / total) : 1;
    const share = (1 + cos(Math.PI * progress)) / 2;
    return base * (params.minimum + (1 - params.minimum) * share);
  },
  docs: {
    summary: 'Falls along half a cosine from the full learning rate to a small one at the end.',
    reference: 'Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017',
  },
};

/** A schedule and its params, as documents write them. */
const choice = <T extends string, S extends z.ZodObject>(type: T, params: S) =>
  z.strictObject({ type: z.literal(type), params: params.prefault({} as never) });
const warmupParams = z.strictObject({
  length: described(
    z.int().nonnegative().default(100),
    'Length',
    'Epochs or steps until the full rate is reached.',
  ),
  unit: unit('step'),
  start: described(
    z.number().min(0).max(1).default(0.01),
    'First share',
    'The share of the full rate that the first step has.',
  ),
  followedBy: described(
    z
      .discriminatedUnion('type', [
        choice('constant', constantParams),
        choice('step', stepParams),
        choice('exponential', exponentialParams),
        choice('cosine', cosineParams),
      ])
      .prefault({ type: 'constant' }),
    'Followed by',
    'The schedule behind the ramp, counting from its end.',
    { control: 'schedule' },
  ),
});
type WarmupParams = z.infer<typeof warmupParams>;
/** η·(start + (1 − start)·t/length) for t < length, smooth over steps; after it the schedule `followedBy`. */
export const warmup: ScheduleDefinition<WarmupParams> = {
  type: 'warmup',
  name: { en: 'Warm-up', zh: '预热' },
  params: warmupParams,
  rate(params, base, at) {
    const length = params.unit === 'step' ? params.length : params.length * at.stepsPerEpoch;
    if (at.step < length) return base * (params.start + (1 - params.start) * (at.step / length));
    return rateAfterWarmup(params.followedBy, base, {
      step: at.step - length,
      stepsPerEpoch: at.stepsPerEpoch,
      totalSteps: Math.max(0, at.totalSteps - length),
    });
  },
  docs: {
    summary: 'Raises the learning rate in a line from a small one, then follows another schedule.',
    reference: 'Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017',
  },
};

function rateAfterWarmup(schedule: WarmupParams['followedBy'], base: number, at: At): number {
  switch (schedule.type) {
    case 'constant':
      return constant.rate(schedule.params, base, at);
    case 'step':
      return step.rate(schedule.params, base, at);
    case 'exponential':
      return exponential.rate(schedule.params, base, at);
    case 'cosine':
      return cosine.rate(schedule.params, base, at);
    default:
      return schedule satisfies never;
  }
}
