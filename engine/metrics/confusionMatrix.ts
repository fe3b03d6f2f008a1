/** Takes scores and classes; gives how often each class was taken for each other. */
import * as z from 'zod';
import { dot, mul, reshape, shapeOf } from '../ir/construct.ts';
import { invariant } from '../util/errors.ts';
import {
  classCount,
  classShape,
  maskOver,
  oneHot,
  predictedClass,
  targetClass,
  threshold,
} from './classes.ts';
import type { MetricDefinition } from './types.ts';

const params = z.strictObject({ threshold });

/** Rows are the true classes, columns the predicted; the value is the share on the diagonal. */
export const confusionMatrix: MetricDefinition<z.infer<typeof params>> = {
  type: 'confusionMatrix',
  name: { en: 'Confusion matrix', zh: '混淆矩阵' },
  params,
  better: 'neither',
  build(e, settings, { prediction, target, mask }) {
    const shape = shapeOf(e, prediction);
    const classes = classCount(shape);
    const samples = classShape(shape).reduce((product, length) => product * length, 1);
    const counted = reshape(e, maskOver(e, mask, classShape(shape)), [samples, 1]);
    const actual = reshape(e, targetClass(e, target, shape), [samples]);
    const found = reshape(e, predictedClass(e, prediction, settings.threshold), [samples]);
    const rows = mul(e, oneHot(e, actual, classes), counted);
    return { matrix: dot(e, rows, oneHot(e, found, classes), { transposeA: true }) };
  },
  finish(_, totals) {
    const flat = totals.matrix;
    invariant(flat !== undefined, 'the total matrix of a metric is missing');
    const classes = Math.sqrt(flat.length);
    const matrix = Array.from({ length: classes }, (_, row) =>
      flat.slice(row * classes, (row + 1) * classes),
    );
    const correct = matrix.reduce((sum, row, i) => sum + (row[i] as number), 0);
    return { value: correct / flat.reduce((sum, count) => sum + count, 0), matrix };
  },
  docs: {
    summary: 'Counts of true classes (rows) against predicted classes (columns).',
    reference: 'Fawcett, An Introduction to ROC Analysis, 2006',
  },
};
