/** Debian's Python with PyTorch: a script of bench/peers and its arguments in, what it prints out. */
import { fileURLToPath } from 'node:url';
import { jsonLines, output } from './processes.ts';
import { TorchFacts } from './rows.ts';

const peers = fileURLToPath(new URL('../peers', import.meta.url));

export interface Python {
  readonly torch: TorchFacts;
  /** Whether PyTorch multiplies with a library made for speed; measured without one, it is not what people use. */
  readonly fairBlas: boolean;
  /** Runs a script of bench/peers. */
  run(script: string, ...args: readonly string[]): Promise<string>;
}

/** The system's own Python, whichever comes first in PATH; null where it has no PyTorch. */
export async function findPython(): Promise<Python | null> {
  let path: string;
  try {
    // `-p` looks in the system's folders only.
    path = (await output('/bin/sh', ['-c', 'command -pv python3'])).trim();
    await output(path, ['-c', 'import torch']);
  } catch {
    return null;
  }
  const run: Python['run'] = (script, ...args) => output(path, [script, ...args], { cwd: peers });
  const torch = TorchFacts.parse(jsonLines(await run('torchFacts.py'))[0]);
  return { torch, fairBlas: !isReferenceBlas(torch.blas), run };
}

/** The reference BLAS is plain Fortran; libraries made for speed have names or folders of their own. */
export const isReferenceBlas = (library: string | null): boolean =>
  library !== null && /\/libblas\.so/.test(library) && !/openblas|blis|atlas|mkl/.test(library);

export const howToGetTorch =
  'PyTorch is not here: on Debian, `apt-get install python3-torch libopenblas0-pthread`. Going on without.';

/** Why there is no ratio, and how to get one. */
export const howToGetBlas = ({ blas, gemm_gflops: rate }: TorchFacts): string =>
  `PyTorch multiplies with the reference BLAS here (${blas}, ${rate.toFixed(0)} GFLOP/s), which no one would use: on ` +
  'Debian, `apt-get install libopenblas0-pthread`. Its times are too long, so no ratio is given.';
