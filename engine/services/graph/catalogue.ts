/** The registries in; what the window knows of node types, choices, data and formats out: plain data, made once. */
import type * as z from 'zod';
import { builtinDatasets } from '../../data/builtins.ts';
import { formats } from '../../formats/index.ts';
import { documentVersion } from '../../graph/document/limits.ts';
import { checkProject } from '../../graph/document/parse.ts';
import { inputPorts, nodeTypes, outputPorts } from '../../graph/registry.ts';
import { initializers } from '../../initializers/index.ts';
import type { NodeDefinition, PortDefinition } from '../../layers/types.ts';
import { metrics } from '../../metrics/index.ts';
import { optimizers, schedules } from '../../optim/index.ts';
import { invariant } from '../../util/errors.ts';
import { formOf } from './form.ts';
import { palette } from './palette.ts';
import type {
  Catalogue,
  ChoiceSummary,
  DatasetSummary,
  FormatSummary,
  Names,
  NodeTypeSummary,
  PortSummary,
  Project,
} from './types.ts';

interface Choice {
  readonly type: string;
  readonly name: Names;
  readonly params: z.ZodType;
  readonly docs: { readonly summary: string; readonly reference: string };
}
let made: Catalogue | null = null;

export function catalogue(): Catalogue {
  made ??= {
    palette,
    nodeTypes: inPaletteOrder().map(nodeTypeSummary),
    optimizers: [...optimizers.values()].map(choiceSummary),
    schedules: [...schedules.values()].map(choiceSummary),
    metrics: [...metrics.values()].map((metric) => ({
      ...choiceSummary(metric),
      better: metric.better,
    })),
    initializers: [...initializers.values()].map(choiceSummary),
    datasets: datasetSummaries(),
    formats: formatSummaries(),
    emptyProject: emptyProject(),
  };
  return made;
}

/** What nobody chooses from the palette comes last. */
function inPaletteOrder(): readonly NodeDefinition[] {
  const types = new Set([...palette.map(({ type }) => type), ...nodeTypes.keys()]);
  return [...types].map((type) => nodeTypes.get(type) as NodeDefinition);
}
function nodeTypeSummary(definition: NodeDefinition): NodeTypeSummary {
  const { type, version, category, name, synonyms, docs } = definition;
  const defaults = definition.params.parse({}) as Readonly<Record<string, unknown>>;
  const inputs = inputPorts(definition, defaults);
  return {
    type,
    version,
    category,
    name,
    synonyms,
    docs,
    form: formOf(definition.params, inputs),
    defaults,
    inputs: inputs.map(portSummary),
    outputs: outputPorts(definition, defaults).map(portSummary),
    hasWeights: mayHaveWeights(definition),
  };
}
/** Whether any of the definition's own examples has weights that training may change. */
function mayHaveWeights(definition: NodeDefinition): boolean {
  return definition.examples.some(({ params, inputs }) => {
    const inferred = definition.infer(definition.params.parse(params), inputs);
    return !('problem' in inferred) && inferred.weights.some(({ trainable }) => trainable);
  });
}
export function portSummary({ name, variadic, optional, data }: PortDefinition): PortSummary {
  return {
    name,
    variadic: variadic ?? false,
    optional: optional ?? false,
    ...(data && { data: data.role }),
  };
}

function choiceSummary({ type, name, params, docs }: Choice): ChoiceSummary {
  return { type, name, docs, form: formOf(params) };
}
function datasetSummaries(): readonly DatasetSummary[] {
  return [...builtinDatasets.values()].map(({ type, name, summary, open }) => {
    const { fields, train, test } = open({});
    const samples = { training: train.size, test: test?.size ?? 0 };
    return { source: `builtin:${type}`, name, summary, fields, samples };
  });
}
function formatSummaries(): readonly FormatSummary[] {
  return [...formats.values()].map((format) => {
    const { type, name, extensions, read, write, readModel, writeModel } = format;
    return {
      type,
      name,
      extensions,
      holds: readModel || writeModel ? 'networks' : 'weights',
      reads: (readModel ?? read) !== undefined,
      writes: (writeModel ?? write) !== undefined,
    };
  });
}
function emptyProject(): Project {
  const result = checkProject({ format: 'netloom', version: documentVersion });
  invariant('project' in result, 'an empty document is a project');
  return result.project;
}
