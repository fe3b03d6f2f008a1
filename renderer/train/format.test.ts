import { describe, expect, it } from 'vitest';
import {
  durationText,
  exactText,
  learningRateText,
  lossText,
  metricText,
  percentText,
  rateText,
  shortText,
} from './format.ts';

describe('numbers of training', () => {
  it.each([
    [0.0812, '0.0812'],
    [2.4321, '2.432'],
    [12.3456, '12.35'],
    [0, '0.0000'],
    [1.234e-7, '1.23e-7'],
    [12345.67, '12,345.7'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ])('loss %f is %s', (value, text) => expect(lossText(value)).toBe(text));
  it('writes shares in per cent, other metrics as they are', () => {
    expect(percentText(0.9791)).toBe('97.9 %');
    expect(metricText('accuracy', 0.5)).toBe('50.0 %');
    expect(metricText('topK 2', 0.5)).toBe('50.0 %');
    expect(metricText('meanAbsoluteError', 0.5)).toBe('0.5000');
  });
  it.each([
    [14, '0:14'],
    [725, '12:05'],
    [12_000, '3:20:00'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('%f seconds are %s', (seconds, text) => expect(durationText(seconds)).toBe(text));
  it('writes rates, learning rates and exact values briefly', () => {
    expect(rateText(21_432)).toBe('21,400');
    expect(rateText(3.25)).toBe('3.3');
    expect(learningRateText(0.001)).toBe('0.001');
    expect(learningRateText(0.00099999)).toBe('0.001');
    expect(learningRateText(5e-5)).toBe('5e-5');
    expect(learningRateText(9.482882736e-5)).toBe('9.48e-5');
    expect(shortText(0.123456)).toBe('0.123');
    expect(exactText(Math.fround(0.1))).toBe('0.1');
  });
});
