/** Seeded mutations of sound files: an importer either opens a mutant or throws a NetloomError with a place. */
import { NetloomError } from '../util/errors.ts';
import { RandomStream } from '../util/random.ts';

export interface FuzzTarget {
  readonly name: string;
  /** Sound files that mutants are made of. */
  readonly seeds: readonly Uint8Array[];
  /** Opens a file and reads all of it. */
  open(bytes: Uint8Array): unknown;
}
export interface FuzzReport {
  readonly mutants: number;
  readonly opened: number;
  /** How often each code was thrown. */
  readonly codes: ReadonlyMap<string, number>;
  /** The longest that one mutant took, in milliseconds; decides nothing by itself. */
  readonly slowest: number;
  /** Anything but a NetloomError with a code and a place, or a mutant that took over `patience`. */
  readonly failures: readonly string[];
}
/** Numbers that break parsers. */
const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** Mutants per importer: NETLOOM_FUZZ, or the 5,000 of every run. */
export function fuzzCount(): number {
  const wanted = Number(process.env.NETLOOM_FUZZ);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : 5000;
}

/** Tries `count` mutants; mutant n follows from `seed` and n alone, so that a failure can be repeated. */
export async function fuzz(
  target: FuzzTarget,
  count: number,
  seed = 1,
  patience = 2000,
): Promise<FuzzReport> {
  const codes = new Map<string, number>();
  const failures: string[] = [];
  let opened = 0;
  let slowest = 0;
  for (let n = 0; n < count; n++) {
    const random = new RandomStream(seed, n);
    const bytes = mutant(target.seeds, random);
    const start = performance.now();
    try {
      await target.open(bytes);
      opened++;
    } catch (error) {
      if (error instanceof NetloomError && error.place && /^[a-z0-9-]+$/.test(error.code)) {
        codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
      } else {
        failures.push(`${target.name}, seed ${seed}, mutant ${n}: ${String(error)}`);
      }
    }
    const spent = performance.now() - start;
    slowest = Math.max(slowest, spent);
    if (spent > patience) failures.push(`${target.name}, seed ${seed}, mutant ${n}: ${spent} ms`);
  }
  return { mutants: count, opened, codes, slowest, failures };
}

/** One to four changes to one of the seeds. */
export function mutant(seeds: readonly Uint8Array[], random: RandomStream): Uint8Array {
  let bytes: Uint8Array = seeds[random.integer(seeds.length)]!.slice();
  for (let left = 1 + random.integer(4); left > 0 && bytes.length > 0; left--) {
    bytes = change(bytes, seeds, random);
  }
  return bytes;
}

function change(bytes: Uint8Array, seeds: readonly Uint8Array[], random: RandomStream): Uint8Array {
  // Headers are where the traps lie: half of the changes hit the first 64 bytes.
  const reach = random.integer(2) === 0 ? Math.min(64, bytes.length) : bytes.length;
  const at = random.integer(reach);
  const length = 1 + random.integer(Math.min(64, bytes.length));
  switch (random.integer(9)) {
    case 0:
      bytes[at]! ^= 1 << random.integer(8);
      return bytes;
    case 1:
      bytes[at] = random.integer(256);
      return bytes;
    case 2:
      return overwrite(bytes, at, random);
    case 3:
      return bytes.slice(0, at);
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + length)));
    case 5:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    case 6: {
      const noise = Uint8Array.from({ length }, () => random.integer(256));
      return joined(bytes.subarray(0, at), noise, bytes.subarray(at));
    }
    case 7: {
      const other = seeds[random.integer(seeds.length)]!;
      return joined(bytes.subarray(0, at), other.subarray(random.integer(other.length)));
    }
    default:
      bytes.fill(random.integer(2) * 255, at, at + length);
      return bytes;
  }
}

/** An interesting number of one, two, four or eight bytes, in either order. */
function overwrite(bytes: Uint8Array, at: number, random: RandomStream): Uint8Array {
  const value = INTERESTING[random.integer(INTERESTING.length)]!;
  const size = 2 ** random.integer(4);
  const little = random.integer(2) === 0;
  for (let i = 0; i < size && at + i < bytes.length; i++) {
    const shift = little ? i : size - 1 - i;
    bytes[at + i] = Math.floor(value / 256 ** shift) % 256;
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
