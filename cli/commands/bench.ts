/** `netloom bench`: how fast reference networks train, predict and compile, and where the time goes. */
import { measureGemmPeak, referenceBackend, wasmBackend } from '../../engine/index.ts';
import { number, table } from '../format.ts';
import { host } from '../host.ts';
import { workload, workloadNames } from '../workloads.ts';
import { type BenchContext, compiling, inference, training } from './benchModes.ts';
import { profileTables } from './benchProfileTables.ts';

export interface BenchOptions {
  readonly threads?: number;
  readonly backend: 'wasm' | 'reference';
  readonly json?: boolean;
  readonly profile?: boolean;
  readonly inference?: boolean;
  readonly compile?: boolean;
}

const warmUp = 1_500;
const measure = 3_000;

export async function bench(names: readonly string[], options: BenchOptions): Promise<number> {
  const platform = host();
  const chosen = (names.length > 0 ? names : workloadNames).map(workload);
  const mode = options.compile ? compiling : options.inference ? inference : training;
  const timed = options.backend === 'wasm' && !options.compile;
  const context: BenchContext = {
    platform,
    backend: options.backend === 'wasm' ? wasmBackend(platform) : referenceBackend,
    threads: options.threads ?? Math.min(platform.cores, 2),
    profile: options.profile ?? false,
    warmUp: timed ? warmUp : 0,
    measure: timed ? measure : 0,
    peak: timed ? measureGemmPeak(() => platform.now()) : Number.NaN,
  };
  const rows: (readonly string[])[] = [];
  for (const each of chosen) {
    const { json, cells, timed: measured } = await mode.measure(each, context);
    rows.push(cells);
    if (options.json) process.stdout.write(`${JSON.stringify(json)}\n`);
    else if (measured?.profile)
      process.stdout.write(`${each.name}\n${profileTables(measured.profile, measured)}\n\n`);
  }
  if (options.json) return 0;
  process.stdout.write(`${table(mode.columns, rows)}\n`);
  if (timed)
    process.stdout.write(
      `GEMM peak of one thread: ${number(context.peak)} GFLOP/s (${process.version}, V8 ${process.versions.v8})\n`,
    );
  return 0;
}
