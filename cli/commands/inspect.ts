/** `netloom inspect`: what a project consists of, and what is wrong with it. */

import { dirname, join } from 'node:path';
import {
  blockingIssues,
  type InferredNetwork,
  type Issue,
  inferNetwork,
  issueSentence,
  NetloomError,
  openProjectData,
  type ReceptiveField,
  withOverrides,
} from '../../engine/index.ts';
import { count, table } from '../format.ts';
import { host } from '../host.ts';
import { loadProject } from '../open.ts';

export interface InspectOptions {
  readonly data?: string;
  readonly target?: string;
  readonly json?: boolean;
}

/** Resolves to 1 when something keeps the project from being trained. */
export async function inspect(path: string, options: InspectOptions): Promise<number> {
  const loaded = await loadProject(host(), path);
  const given = {
    ...(options.data !== undefined && { data: options.data }),
    ...(options.target !== undefined && { target: options.target }),
  };
  const project = withOverrides(loaded, given, (relative) => join(dirname(path), relative));
  const { fields, note } = await fieldsOf(project);
  const network = inferNetwork(project, fields);
  const blocked = blockingIssues(network).length > 0;
  if (options.json) process.stdout.write(`${JSON.stringify(toJson(network))}\n`);
  else process.stdout.write(`${toText(network, note)}\n`);
  return blocked ? 1 : 0;
}

/** A project without its data can still be looked at: shapes then come from the input's own parameters. */
async function fieldsOf(project: Parameters<typeof openProjectData>[1]) {
  try {
    const dataset = await openProjectData(host(), project);
    const { fields } = dataset;
    await dataset.close();
    return { fields, note: null };
  } catch (error) {
    if (!(error instanceof NetloomError)) throw error;
    return { fields: null, note: `Without data: ${error.message}` };
  }
}

function toText(network: InferredNetwork, note: string | null): string {
  const rows = network.order.map((id) => {
    const node = network.nodes.get(id);
    const output = Object.values(node?.outputs ?? {})[0];
    return [
      node?.node.label ?? id,
      node?.definition?.name.en ?? node?.node.type ?? '',
      output ? output.shape.slice(1).join('×') || '1' : '?',
      count(node?.parameters ?? 0),
      count(node?.multiplyAdds ?? 0),
      fieldText(node?.receptiveField ?? null),
    ];
  });
  const columns = [
    { title: 'label' },
    { title: 'layer' },
    { title: 'output' },
    { title: 'parameters', align: 'right' as const },
    { title: 'multiply-adds', align: 'right' as const },
    { title: 'receptive field' },
  ];
  const frozen = network.parameters - network.trainableParameters;
  return [
    network.project.name,
    '',
    table(columns, rows),
    '',
    `${count(network.parameters)} parameters${frozen > 0 ? ` (${count(frozen)} of them not trained)` : ''}, ${count(network.multiplyAdds)} multiply-adds a sample`,
    ...(note ? [note] : []),
    ...(network.issues.length > 0
      ? ['', ...network.issues.map((issue) => issueLine(issue, network))]
      : ['No issues.']),
  ].join('\n');
}

function fieldText(field: readonly ReceptiveField[] | null): string {
  return field && field.length > 0 ? field.map(({ size }) => size).join('×') : '–';
}

function issueLine(issue: Issue, network: InferredNetwork): string {
  const label = issue.node === undefined ? undefined : network.nodes.get(issue.node)?.node.label;
  return `${issue.severity}${label === undefined ? '' : ` at "${label}"`}: ${issueSentence(issue)}`;
}

function toJson(network: InferredNetwork): unknown {
  return {
    event: 'inspection',
    name: network.project.name,
    parameters: network.parameters,
    trainable_parameters: network.trainableParameters,
    multiply_adds: network.multiplyAdds,
    layers: network.order.map((id) => {
      const node = network.nodes.get(id);
      return {
        id,
        label: node?.node.label,
        type: node?.node.type,
        status: node?.status,
        outputs: Object.fromEntries(
          Object.entries(node?.outputs ?? {}).map(([port, { shape }]) => [port, shape.slice(1)]),
        ),
        parameters: node?.parameters,
        multiply_adds: node?.multiplyAdds,
        receptive_field: node?.receptiveField,
      };
    }),
    issues: network.issues.map((issue) => ({ ...issue, sentence: issueSentence(issue) })),
  };
}
