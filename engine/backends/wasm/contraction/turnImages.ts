/** Some rows of several images in; code that lays the same element of all images side by side out. */
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { CorrelatePlan, Pass } from './correlatePlan.ts';
import { advance, locate, minimum, product } from './loops.ts';
import { transpose } from './pack.ts';

export interface Turned {
  readonly plan: CorrelatePlan;
  readonly pass: Pass;
  /** A multiple of 4; where there are fewer `images`, the last one takes the places of those missing. */
  readonly together: number;
  readonly images: number;
}

export interface TurnLocals {
  /** First image. */
  readonly source: Local;
  /** Rows of results [row, rowEnd). */
  readonly row: Local;
  readonly rowEnd: Local;
  /** Set to the row of the source at the start of the scratch. */
  readonly first: Local;
}

/** Scratch[element] = that element of the block's images, for the rows of the source that the block reads. */
export function turnImages(
  f: FunctionBuilder,
  { plan, pass, images, together }: Turned,
  { source, row, rowEnd, first }: TurnLocals,
): void {
  const [height, width, channels] = plan.source;
  const rowElements = width * channels;
  const [end, limit, left] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [from, to] = [f.local('i32'), f.local('i32')];
  f.get(row).i32(plan.step[0]).op('i32.mul').i32(pass.first[0]).op('i32.add').set(first);
  f.get(first).i32(0).get(first).i32(0).op('i32.gt_s').op('select').set(first);
  f.get(rowEnd).i32(1).op('i32.sub').i32(plan.step[0]).op('i32.mul');
  f.i32(pass.first[0] + (pass.taps[0] - 1) * pass.tapStep[0] + 1)
    .op('i32.add')
    .set(end);
  f.i32(height).set(limit);
  minimum(f, end, limit, end);
  // Whole vectors of elements; the last one may repeat some.
  locate(f, from, source, [first, rowElements * 4]);
  f.get(2).set(to);
  f.get(end).get(first).op('i32.sub').i32(rowElements).op('i32.mul').set(left);
  const values = Array.from({ length: together }, () => f.local('v128'));
  const imageBytes = product(plan.source) * 4;
  f.get(left).i32(0).op('i32.gt_s');
  f.if(() =>
    f.loop((again) => {
      f.get(left).i32(4).op('i32.lt_s');
      f.if(() => {
        // Back by what is missing to a whole vector: a row has at least four elements.
        f.i32(4).get(left).op('i32.sub').set(limit);
        f.get(from).get(limit).i32(4).op('i32.mul').op('i32.sub').set(from);
        f.get(to)
          .get(limit)
          .i32(together * 4)
          .op('i32.mul')
          .op('i32.sub')
          .set(to);
        f.i32(4).set(left);
      });
      values.forEach((value, image) => {
        f.get(from)
          .memory('v128.load', Math.min(image, images - 1) * imageBytes)
          .set(value);
      });
      for (let v = 0; v < together / 4; v++) {
        const four = values.slice(v * 4, v * 4 + 4);
        transpose(f, four);
        four.forEach((value, element) => {
          f.get(to)
            .get(value)
            .memory('v128.store', (element * together + v * 4) * 4);
        });
      }
      advance(f, from, 16);
      advance(f, to, 4 * together * 4);
      f.get(left).i32(4).op('i32.sub').tee(left).i32(0).op('i32.gt_s').brIf(again);
    }),
  );
  f.release(end, limit, left, from, to, ...values);
}
