/** Takes scores and classes; gives the share of samples whose class has the largest score. */
import * as z from 'zod';
import { cast, equal, mul, shapeOf, sum } from '../ir/construct.ts';
import { classShape, maskOver, predictedClass, targetClass, threshold } from './classes.ts';
import { share } from './totals.ts';
import type { MetricDefinition } from './types.ts';

const params = z.strictObject({ threshold });

/** Prediction […, C] with class numbers […] or one-hot […, C]; or one score a sample with 0 or 1. */
export const accuracy: MetricDefinition<z.infer<typeof params>> = {
  type: 'accuracy',
  name: { en: 'Accuracy', zh: '准确率' },
  params,
  better: 'higher',
  build(e, settings, { prediction, target, mask }) {
    const shape = shapeOf(e, prediction);
    const found = predictedClass(e, prediction, settings.threshold);
    const correct = cast(e, equal(e, found, targetClass(e, target, shape)), 'f32');
    const counted = maskOver(e, mask, classShape(shape));
    return { correct: sum(e, mul(e, correct, counted)), count: sum(e, counted) };
  },
  finish: (_, totals) => ({ value: share(totals, 'correct') }),
  docs: {
    summary: 'Share of samples whose class was predicted.',
    reference: 'Bishop, Pattern Recognition and Machine Learning, 2006, section 1.5',
  },
};
