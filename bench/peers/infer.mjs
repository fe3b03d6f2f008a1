// onnxruntime-web on one model: `infer.mjs FOLDER WORKLOAD {"threads":…,"budget":…}`; a JSON line with milliseconds a call out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { networks } from './networks.mjs';
import { prepare } from './onnxruntime.mjs';
import { medianStep } from './steps.mjs';

const [, , folder, workload, options] = process.argv;
const { threads, budget } = JSON.parse(options);
const [name, batch] = workload.split('-b');
const network = Object.entries(networks).find(([key]) => key.startsWith(`${name}-`))?.[1];
if (!network) throw new Error(`There is no network "${name}".`);
const [height, width, channels] = network.input;

const model = readFileSync(join(folder, `${workload}.onnx`));
const prepared = await prepare(model, [Number(batch), channels, height, width], { threads });
const ms = await medianStep(prepared.step, budget);
const row = { peer: 'onnxruntime-web', backend: 'wasm', threads: prepared.threads, workload, ms };
process.stdout.write(`${JSON.stringify(row)}\n`);
process.exit(0);
