/** The commands and their options; each action resolves to an exit code. */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type FormatDefinition, formats } from '../engine/index.ts';

/** A message of ONNX holds 2 GiB; what is not weights is small. */
const largestInOneFile = 2 ** 31 - 2 ** 24;

/** The arguments were wrong, or help was asked for; the sentence is written already. */
export class ProgramUsageError extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super('usage');
    this.exitCode = exitCode;
  }
}

/** Runs one command line. */
export async function program(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const root = new Command('netloom')
    .description('Train neural networks that are drawn as projects, and take the weights away.')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) =>
        write(text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())),
    });
  const action =
    <A extends unknown[]>(run: (...given: A) => Promise<number>) =>
    async (...given: A) => {
      exitCode = await run(...given);
    };

  withRunOptions(root.command('train'))
    .description('train a project and save its weights')
    .argument('<project>', 'a .netloom file')
    .option('--epochs <n>', "epochs, in place of the project's", positiveInteger)
    .option('--batch <n>', 'batch size', positiveInteger)
    .option('--seed <n>', 'seed of initial weights, order and dropout', nonNegativeInteger)
    .option('--learning-rate <x>', 'learning rate', nonNegativeNumber)
    .option('--out <file>', 'save the weights as safetensors')
    .option('--checkpoint <dir>', 'keep checkpoints in this folder')
    .option('--checkpoint-every <n>', 'steps between two checkpoints', positiveInteger)
    .option('--resume', 'continue from the newest checkpoint')
    .option('--json', 'one JSON object a line')
    .action(
      action(async (project, options) =>
        (await import('./commands/train.ts')).train(project, options),
      ),
    );

  withRunOptions(root.command('evaluate'))
    .description('loss and metrics of trained weights')
    .argument('<project>', 'a .netloom file')
    .requiredOption('--weights <file>', 'weights as safetensors')
    .addOption(partOption())
    .option('--batch <n>', 'batch size', positiveInteger)
    .option('--seed <n>', 'seed of the split', nonNegativeInteger)
    .option('--json', 'one JSON object')
    .action(
      action(async (project, options) =>
        (await import('./commands/evaluate.ts')).evaluate(project, options),
      ),
    );

  withRunOptions(root.command('predict'))
    .description('outputs of trained weights, sample by sample')
    .argument('<project>', 'a .netloom file')
    .requiredOption('--weights <file>', 'weights as safetensors')
    .addOption(partOption())
    .option('--limit <n>', 'at most so many samples', positiveInteger)
    .option('--batch <n>', 'batch size', positiveInteger)
    .option('--seed <n>', 'seed of the split', nonNegativeInteger)
    .option('--json', 'one JSON object a line')
    .action(
      action(async (project, options) =>
        (await import('./commands/predict.ts')).predict(project, options),
      ),
    );

  withRunOptions(root.command('probe'))
    .description('the activations of one node for one sample')
    .argument('<project>', 'a .netloom file')
    .requiredOption('--weights <file>', 'weights as safetensors')
    .requiredOption('--node <label>', 'label of the node')
    .requiredOption('--sample <n>', 'number of the sample in the part, from 0', nonNegativeInteger)
    .addOption(partOption())
    .option('--seed <n>', 'seed of the split', nonNegativeInteger)
    .option('--json', 'one JSON object')
    .action(
      action(async (project, options) =>
        (await import('./commands/probe.ts')).probe(project, options),
      ),
    );

  withRunOptions(root.command('export'))
    .description('trained weights as a file for other programs, proven before it gets its name')
    .argument('<project>', 'a .netloom file')
    .requiredOption('--weights <file>', 'weights as safetensors')
    .addOption(
      new Option('--format <name>', 'the kind of file')
        .choices([...formats.values()].filter(writes).map(({ type }) => type))
        .makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'where to save it')
    .addOption(
      new Option('--layout <order>', 'order of pictures: channels first or last')
        .choices(['nchw', 'nhwc'])
        .default('nchw'),
    )
    .option('--fold-batch-norm', 'batch normalization becomes part of the layer before it', false)
    .addOption(
      new Option('--precision <type>', 'of weights and computation')
        .choices(['f32', 'f16'])
        .default('f32'),
    )
    .option('--fixed-batch <n>', 'samples at once; any number without it', positiveInteger)
    .option(
      '--external-above <bytes>',
      'larger weights go into a file beside the model',
      nonNegativeInteger,
      largestInOneFile,
    )
    .option('--seed <n>', 'seed of the split', nonNegativeInteger)
    .option('--json', 'one JSON object')
    .action(
      action(async (project, options) =>
        (await import('./commands/export.ts')).exportNetwork(project, options),
      ),
    );

  root
    .command('import')
    .description('a model of another program as a project, with its weights beside it')
    .argument('<file>', 'an ONNX model')
    .requiredOption('--out <project>', 'where to save the project; the weights lie beside it')
    .option('--overwrite', 'replace files of these names')
    .option('--json', 'one JSON object')
    .action(
      action(async (file, options) =>
        (await import('./commands/import.ts')).importFile(file, options),
      ),
    );

  root
    .command('inspect')
    .description('layers, shapes, parameters, multiply-adds, receptive fields, issues')
    .argument('<project>', 'a .netloom file')
    .option('--data <source>', 'folder, file, or builtin:NAME')
    .option('--json', 'one JSON object')
    .action(
      action(async (project, options) =>
        (await import('./commands/inspect.ts')).inspect(project, options),
      ),
    );

  root
    .command('datasets')
    .description('the built-in data sets')
    .option('--json', 'one JSON object a line')
    .action(action(async (options) => (await import('./commands/datasets.ts')).datasets(options)));

  root
    .command('bench')
    .description('time reference networks: the training step, predictions, compiling')
    .argument(
      '[workload...]',
      'NAME-bBATCH of mlp, lenet, convnet, resnet20, resnet56, resnet110; the four of the comparison when none is named',
    )
    .option('--threads <n>', 'compute threads', positiveInteger)
    .addOption(backendOption())
    .option('--profile', 'kernel by kernel, where the time of a step goes')
    .option('--inference', 'predictions in place of training steps')
    .addOption(
      new Option('--compile', 'stage by stage, from project to executable').conflicts([
        'profile',
        'inference',
      ]),
    )
    .option('--json', 'one JSON object a line')
    .action(
      action(async (workloads, options) =>
        (await import('./commands/bench.ts')).bench(workloads, options),
      ),
    );

  try {
    await root.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new ProgramUsageError(error.exitCode === 0 ? 0 : 2);
  }
  return exitCode;
}

/** Options of every command that runs a network. */
function withRunOptions(command: Command): Command {
  return command
    .option('--data <source>', "folder, file, or builtin:NAME, in place of the project's")
    .option('--target <column>', 'column to predict, for tables')
    .option('--threads <n>', 'compute threads', positiveInteger)
    .addOption(backendOption());
}
function backendOption(): Option {
  return new Option('--backend <name>', 'what computes')
    .choices(['wasm', 'reference'])
    .default('wasm');
}
function writes({ write, writeModel }: FormatDefinition): boolean {
  return write !== undefined || writeModel !== undefined;
}
function partOption(): Option {
  return new Option('--part <name>', 'which samples')
    .choices(['validation', 'train', 'all'])
    .default('validation');
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}
function nonNegativeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('It must be a whole number from 0.');
  return value;
}
function nonNegativeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It must be a number from 0.');
  return value;
}
