/** Loops over positions: a range of positions and pointers in; code that runs a body at each, pointers kept right. */
import type { FunctionBuilder, Local } from '../assembler/function.ts';

/** The parameters of every task's function. */
export const argumentBlock: Local = 0;
export const unitParameter: Local = 1;

/** Pushes a word of the argument block. */
export function pushWord(f: FunctionBuilder, word: number): FunctionBuilder {
  return f.get(argumentBlock).memory('i32.load', word * 4);
}
export function wordLocal(f: FunctionBuilder, word: number): Local {
  const local = f.local('i32');
  pushWord(f, word).set(local);
  return local;
}
/** local += bytes. */
export function advance(f: FunctionBuilder, local: Local, bytes: number): void {
  if (bytes !== 0) f.get(local).i32(bytes).op('i32.add').set(local);
}

/** While at least `step` are left: runs `body` and takes `step` away. `left` is not negative. */
export function whileLeft(f: FunctionBuilder, left: Local, step: number, body: () => void): void {
  f.get(left).i32(step).op('i32.ge_u');
  f.if(() => {
    f.loop((again) => {
      body();
      f.get(left).i32(step).op('i32.sub').tee(left);
      f.i32(step).op('i32.ge_u').brIf(again);
    });
  });
}

/** [from, to) of chunk number `chunk` of a range of `length`, cut every `step` (both words); gives new locals. */
export function chunkRange(
  f: FunctionBuilder,
  chunk: Local,
  stepWord: number,
  lengthWord: number,
): { from: Local; to: Local } {
  const [from, to, length] = [f.local('i32'), f.local('i32'), wordLocal(f, lengthWord)];
  pushWord(f, stepWord).get(chunk).op('i32.mul').tee(from);
  pushWord(f, stepWord).op('i32.add').tee(to);
  f.get(length).get(to).get(length).op('i32.lt_u').op('select').set(to);
  f.release(length);
  return { from, to };
}

/** Splits a unit's number: gives unit mod count in a new local and divides `unit` in place. */
export function takeDigit(f: FunctionBuilder, unit: Local, countWord: number): Local {
  const digit = f.local('i32');
  f.get(unit);
  pushWord(f, countWord).op('i32.rem_u').set(digit);
  f.get(unit);
  pushWord(f, countWord).op('i32.div_u').set(unit);
  return digit;
}

/** Something that moves while axes are walked. */
export interface Walked {
  readonly pointer: Local;
  /** For each walked axis the word with its step in bytes, or null. */
  readonly stepWords: readonly (number | null)[];
}

/**
 * Runs `body` at the positions from `from` to below `to` (not empty) of a space whose axis lengths are words. It gets the
 * pointers at that position: new locals, or the given one where nothing moves.
 */
export function walk(
  f: FunctionBuilder,
  lengthWords: readonly number[],
  walked: readonly Walked[],
  from: Local,
  to: Local,
  body: (pointers: readonly Local[]) => void,
): void {
  const last = lengthWords.length - 1;
  if (last < 0) {
    body(walked.map(({ pointer }) => pointer));
    return;
  }
  const pointers = walked.map(({ pointer, stepWords }) =>
    stepWords.every((word) => word === null) ? pointer : f.local('i32'),
  );
  const steps = walked.map(({ stepWords }) => {
    const word = stepWords[last];
    return word === null || word === undefined ? null : wordLocal(f, word);
  });
  const run = f.local('i32');
  const inRun = (): void => {
    f.loop((again) => {
      body(pointers);
      pointers.forEach((pointer, i) => {
        const step = steps[i];
        if (step !== null && step !== undefined)
          f.get(pointer).get(step).op('i32.add').set(pointer);
      });
      f.get(run).i32(-1).op('i32.add').tee(run).brIf(again);
    });
  };
  if (last === 0) {
    f.get(to).get(from).op('i32.sub').set(run);
    place(f, [from], walked, pointers);
    inRun();
  } else {
    const row = f.local('i32');
    f.get(from).set(row);
    f.loop((again) => {
      const indices = decompose(f, row, lengthWords);
      place(f, indices, walked, pointers);
      // A run goes to the end of the last axis or of the range.
      const left = f.local('i32');
      f.get(to).get(row).op('i32.sub').tee(left);
      pushWord(f, lengthWords[last] as number)
        .get(indices[last] as Local)
        .op('i32.sub')
        .tee(run);
      f.get(left).get(run).op('i32.lt_u').op('select').tee(run);
      f.get(row).op('i32.add').set(row);
      f.release(left, ...indices);
      inRun();
      f.get(row).get(to).op('i32.lt_u').brIf(again);
    });
    f.release(row);
  }
  f.release(run, ...steps.filter((step) => step !== null));
  f.release(...pointers.filter((pointer, i) => pointer !== walked[i]?.pointer));
}

/** New locals with the index along each axis of position `row`. */
function decompose(f: FunctionBuilder, row: Local, lengthWords: readonly number[]): Local[] {
  const indices = lengthWords.map(() => f.local('i32'));
  const rest = indices[0] as Local;
  f.get(row).set(rest);
  for (let axis = lengthWords.length - 1; axis > 0; axis--) {
    const word = lengthWords[axis] as number;
    f.get(rest);
    pushWord(f, word)
      .op('i32.rem_u')
      .set(indices[axis] as Local);
    f.get(rest);
    pushWord(f, word).op('i32.div_u').set(rest);
  }
  return indices;
}

/** Sets each moving pointer to its place at the given indices. */
function place(
  f: FunctionBuilder,
  indices: readonly Local[],
  walked: readonly Walked[],
  pointers: readonly Local[],
): void {
  walked.forEach(({ pointer, stepWords }, i) => {
    const target = pointers[i] as Local;
    if (target === pointer) return;
    f.get(pointer);
    stepWords.forEach((word, axis) => {
      if (word === null) return;
      pushWord(f, word)
        .get(indices[axis] as Local)
        .op('i32.mul')
        .op('i32.add');
    });
    f.set(target);
  });
}
