/**
 * Measures Netloom against others and prints Markdown tables; rows go to bench/results. Usage, by `npm run bench --`:
 * [--quick] [torch] [peers] [inference] [scaling]. All sections when none is named; --quick shows that they work.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Chromium, openChromium } from './chromium/chromium.ts';
import { load, machine } from './measure/machine.ts';
import { findPython } from './measure/python.ts';
import type { Bench, Section } from './sections/bench.ts';
import { inferenceSection } from './sections/inference.ts';
import { peersSection } from './sections/peers.ts';
import { scalingSection } from './sections/scaling.ts';
import { torchSection } from './sections/torch.ts';

const sections: Readonly<Record<string, { readonly title: string; readonly run: Section }>> = {
  torch: { title: 'Training step against PyTorch', run: torchSection },
  peers: { title: 'Training step against other JavaScript', run: peersSection },
  inference: { title: 'Prediction against onnxruntime-web', run: inferenceSection },
  scaling: { title: 'Training step by batch size, depth and threads', run: scalingSection },
};
const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const results = folder('results');

const given = process.argv.slice(2);
const quick = given.includes('--quick');
const named = given.filter((word) => word !== '--quick');
const unknown = named.find((name) => !Object.hasOwn(sections, name));
if (unknown === undefined) await measure(named.length > 0 ? named : Object.keys(sections));
else {
  const all = Object.keys(sections).join(', ');
  process.stderr.write(`There is no section "${unknown}"; there are ${all}.\n`);
  process.exitCode = 1;
}

async function measure(chosen: readonly string[]): Promise<void> {
  const bench = await prepare();
  try {
    print(`${facts(bench)}; load before: ${load()}\n`);
    for (const name of chosen) {
      const section = sections[name];
      if (section) print(`## ${section.title}\n\n${await section.run(bench)}`);
    }
    print(`Load after: ${load()}`);
  } finally {
    await bench.close();
  }
}

async function prepare(): Promise<Bench & { close(): Promise<void> }> {
  const python = await findPython();
  let opened: Promise<Chromium> | undefined;
  mkdirSync(results, { recursive: true });
  const file = `${results}/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.jsonl`;
  return {
    rounds: quick ? 1 : 3,
    budget: quick ? 1_500 : 12_000,
    // What was measured in a hurry is not for the documentation.
    pictures: quick ? results : folder('../docs/images'),
    python,
    own: new Map(),
    chromium() {
      opened ??= openChromium();
      return opened;
    },
    record: (section, row) => appendFileSync(file, `${JSON.stringify({ section, ...row })}\n`),
    say: (sentence) => process.stderr.write(`${sentence}\n`),
    close: async () => (await opened?.catch(() => null))?.close(),
  };
}

function facts({ python }: Bench): string {
  const { cores, model, node, v8 } = machine();
  const torch = python
    ? `PyTorch ${python.torch.version} (BLAS: ${python.torch.blas ?? 'its own'}, ${python.torch.gemm_gflops.toFixed(0)} GFLOP/s)`
    : 'no PyTorch';
  return `${cores} × ${model}; Node ${node} (V8 ${v8}); ${torch}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
