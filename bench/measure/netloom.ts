/** Our own side: the built command line, run under the current V8 of bench/; checked rows out. */
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { jsonLines, output } from './processes.ts';
import { OwnCompile, OwnInference, OwnStep } from './rows.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

async function bench<Schema extends z.ZodType>(
  schema: Schema,
  ...args: readonly string[]
): Promise<z.infer<Schema>> {
  const text = await output(process.execPath, [main, 'bench', ...args, '--json']);
  const [row] = jsonLines(text);
  return schema.parse(row);
}

const onThreads = (threads: number) => ['--threads', String(threads)];

/** The training step of a workload such as `lenet-b64`. */
export const ownStep = (workload: string, threads: number) =>
  bench(OwnStep, workload, ...onThreads(threads));

/** The latency of predicting a batch. */
export const ownInference = (workload: string, threads: number) =>
  bench(OwnInference, workload, '--inference', ...onThreads(threads));

/** From the parsed project to an executable training step. */
export const ownCompile = (workload: string) => bench(OwnCompile, workload, '--compile');
