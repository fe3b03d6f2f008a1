import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colorIndex, rangeOf, scaleOf, signedScale } from './scale.ts';

describe('the scale of a picture', () => {
  it('goes from end to end for values that are never negative', () => {
    expect(scaleOf({ minimum: 0, maximum: 4 }, 'magma')).toEqual({
      minimum: 0,
      maximum: 4,
      map: 'magma',
    });
  });
  it('is symmetric around zero for signed values, whatever map is wished', () => {
    expect(scaleOf({ minimum: -1, maximum: 3 }, 'viridis')).toEqual({
      minimum: -3,
      maximum: 3,
      map: 'diverging',
    });
    expect(scaleOf({ minimum: -5, maximum: -2 }, 'viridis').maximum).toBe(5);
  });
  it('never has the width zero', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (value) => {
        const scale = scaleOf({ minimum: value, maximum: value }, 'viridis');
        expect(scale.maximum).toBeGreaterThan(scale.minimum);
      }),
    );
    expect(scaleOf({ minimum: Number.NEGATIVE_INFINITY, maximum: 1 }, 'viridis').map).toBe(
      'viridis',
    );
  });
  it('shows weights around zero even where none is negative', () => {
    expect(signedScale({ minimum: 0, maximum: 4 })).toEqual({
      minimum: -4,
      maximum: 4,
      map: 'diverging',
    });
    expect(signedScale({ minimum: 0, maximum: 0 })).toMatchObject({ minimum: -1, maximum: 1 });
    expect(signedScale({ minimum: -3, maximum: -1 }).maximum).toBe(3);
  });
  it('rounds to the nearest of 256 colours', () => {
    const range = { minimum: 0, maximum: 255 };
    expect(colorIndex(0.49, range)).toBe(0);
    expect(colorIndex(0.5, range)).toBe(1);
    expect(colorIndex(254.6, range)).toBe(255);
    expect(colorIndex(-3, range)).toBe(0);
    expect(colorIndex(1e9, range)).toBe(255);
    expect(colorIndex(Number.NaN, range)).toBe(-1);
  });
  it('is off by half a colour at most', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -100, max: 100 }),
        fc.double({ noNaN: true, min: 0.001, max: 100 }),
        fc.double({ noNaN: true, min: 0, max: 1 }),
        (minimum, width, share) => {
          const range = { minimum, maximum: minimum + width };
          const value = minimum + share * width;
          const back = minimum + (colorIndex(value, range) / 255) * width;
          expect(Math.abs(back - value)).toBeLessThanOrEqual(width / 510 + 1e-9);
        },
      ),
    );
  });
  it('finds the range of finite values', () => {
    expect(rangeOf([3, Number.NaN, -1, Number.POSITIVE_INFINITY])).toEqual({
      minimum: -1,
      maximum: 3,
    });
    expect(rangeOf([])).toEqual({ minimum: 0, maximum: 0 });
  });
});
