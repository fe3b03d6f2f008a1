import { describe, expect, it } from 'vitest';
import { planeColumns, weightPlanes } from './kernels.ts';

/** The value that a plane shows at a place. */
const at = (
  planes: NonNullable<ReturnType<typeof weightPlanes>>,
  plane: number,
  row: number,
  column: number,
) => planes.offset(plane) + row * planes.rowStride + column * planes.columnStride;

describe('planes of weights', () => {
  it('finds each filter of HWIO kernels', () => {
    const [height, width, inputs, filters] = [3, 3, 2, 4];
    const planes = weightPlanes([height, width, inputs, filters], 72);
    expect(planes).toMatchObject({ height, width, count: 8 });
    if (!planes) return;
    for (let filter = 0; filter < filters; filter++)
      for (let input = 0; input < inputs; input++)
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++) {
            const place = ((y * width + x) * inputs + input) * filters + filter;
            expect(at(planes, filter * inputs + input, y, x)).toBe(place);
          }
  });
  it('shows the filters that are there of a kernel that was cut', () => {
    // Two of four filters: values are laid out as if there were two.
    const planes = weightPlanes([1, 1, 3, 4], 6);
    expect(planes?.count).toBe(6);
    if (planes) expect(at(planes, 5, 0, 0)).toBe(2 * 2 + 1);
  });
  it('lays a matrix with its longer axis across', () => {
    expect(weightPlanes([2, 5], 10)).toMatchObject({ height: 2, width: 5 });
    const lying = weightPlanes([5, 2], 10);
    expect(lying).toMatchObject({ height: 2, width: 5 });
    if (lying) expect(at(lying, 0, 1, 3)).toBe(3 * 2 + 1);
  });
  it('shows a vector as a row, and nothing of nothing', () => {
    expect(weightPlanes([7], 7)).toMatchObject({ height: 1, width: 7, count: 1 });
    expect(weightPlanes([], 1)).toMatchObject({ height: 1, width: 1 });
    expect(weightPlanes([2, 2, 2], 8)).toBeNull();
  });
  it('makes planes as large as they fit into a box', () => {
    expect(planeColumns({ height: 5, width: 5, count: 16 }, 1)).toBe(4);
    expect(planeColumns({ height: 5, width: 5, count: 16 }, 4)).toBe(8);
    expect(planeColumns({ height: 5, width: 5, count: 2 }, 100)).toBe(2);
    expect(planeColumns({ height: 5, width: 5, count: 6 }, 4)).toBe(6);
    expect(planeColumns({ height: 5, width: 5, count: 6 }, 0.1)).toBe(1);
  });
});
