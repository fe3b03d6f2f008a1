/** `netloom import`: a model that another program wrote becomes a project with its weights beside it. */
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import {
  importModel,
  issueSentence,
  type ModelImport,
  NetloomError,
  serializeProject,
} from '../../engine/index.ts';
import { resolveBeside } from '../../files/beside.ts';
import { count, table } from '../format.ts';
import { host } from '../host.ts';
import { readAll } from '../open.ts';

export interface ImportOptions {
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}
/** What the wasm memory of a run can hold. */
const largestModel = 4 * 2 ** 30;

/** Resolves to 0; a model with placeholders is imported too, and the placeholders are named. */
export async function importFile(path: string, options: ImportOptions): Promise<number> {
  const project = options.out;
  const weights = `${project.replace(/\.netloom$/i, '')}.safetensors`;
  if (!options.overwrite) for (const file of [project, weights]) await requireAbsent(file);
  const bytes = await readAll(host(), path, largestModel);
  const folder = dirname(path);
  const imported = await importModel(
    { name: path, bytes, openBeside: (location) => openBeside(folder, location) },
    basename(weights),
  );
  const text = serializeProject(imported.project);
  await host().writeAtomic(weights, imported.weights);
  await host().writeAtomic(project, new TextEncoder().encode(text));
  const files = [project, weights];
  process.stdout.write(`${options.json ? asJson(imported, files) : asText(imported, files)}\n`);
  return 0;
}

async function requireAbsent(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found) return;
  throw new NetloomError(
    'file-exists',
    `${path} exists already: choose another name, or use --overwrite.`,
    path,
  );
}

async function openBeside(folder: string, location: string) {
  return host().openFile(await resolveBeside(folder, location));
}

function asText(imported: ModelImport, files: readonly string[]): string {
  const { operators, network, producer, version, project } = imported;
  const rows = operators.map(({ operator, count: times, placeholders, layers }) => [
    operator,
    count(times),
    layers.map((type) => layerName(imported, type)).join(', ') || '–',
    placeholders > 0 ? count(placeholders) : '',
  ]);
  const columns = [
    { title: 'operator' },
    { title: 'times', align: 'right' as const },
    { title: 'layers' },
    { title: 'placeholders', align: 'right' as const },
  ];
  const parts = [
    `${count(project.nodes.length)} nodes`,
    `${count(placeholders(imported))} placeholders`,
    `${count(imported.parameters)} parameters`,
  ];
  const missing = network.issues.filter(({ code }) => code.startsWith('placeholder-'));
  return [
    `${producer || 'An unknown program'}, operators of version ${version}`,
    '',
    table(columns, rows),
    '',
    parts.join(', '),
    ...missing.map(issueSentence),
    ...files,
  ].join('\n');
}
function layerName({ network }: ModelImport, type: string): string {
  const node = [...network.nodes.values()].find((one) => one.node.type === type);
  return node?.definition?.name.en ?? type;
}
const placeholders = ({ project }: ModelImport): number =>
  project.nodes.filter(({ type }) => type === 'placeholder').length;

function asJson(imported: ModelImport, [project, weights]: readonly string[]): string {
  const { operators, producer, version, network } = imported;
  return JSON.stringify({
    event: 'import',
    producer,
    version,
    nodes: imported.project.nodes.length,
    placeholders: placeholders(imported),
    parameters: imported.parameters,
    operators,
    issues: network.issues.map((issue) => ({ ...issue, sentence: issueSentence(issue) })),
    project,
    weights,
  });
}
