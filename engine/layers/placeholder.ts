/** Placeholder: stands for an operator of a file that no layer does; it keeps the operator's name and settings. */
import * as z from 'zod';
import { described } from '../util/described.ts';
import { defineNode, problem } from './define.ts';
import type { PortDefinition } from './types.ts';

const ports = z.int().min(0).max(64).default(1);
const params = z.strictObject({
  operator: described(
    z.string().max(200).default(''),
    'Operator',
    'Its name in the file, with its domain where it has one.',
  ),
  setting: described(
    z.string().max(200).default(''),
    'Lacking',
    'What the layer of that name cannot do; empty where there is no such layer.',
  ),
  inputs: described(ports, 'Inputs', 'How many values come in.'),
  outputs: described(ports, 'Outputs', 'How many values go out.'),
  attributes: described(
    z.string().max(100_000).default(''),
    'Attributes',
    "The operator's settings in the file, as JSON.",
  ),
});

/** input, input2, …; so that wires stay where they are when another layer takes its place. */
const numbered = (stem: string, count: number): readonly PortDefinition[] =>
  Array.from({ length: count }, (_, i) => ({ name: i === 0 ? stem : `${stem}${i + 1}` }));

function standing({ operator, setting }: z.infer<typeof params>) {
  const name = operator || '?';
  if (setting === '') return problem('placeholder-operator', { operator: name });
  return problem('placeholder-setting', { operator: name, setting }, { parameter: 'setting' });
}

export default defineNode<z.infer<typeof params>>({
  type: 'placeholder',
  version: 1,
  category: 'core',
  name: { en: 'Placeholder', zh: '占位' },
  synonyms: ['Unknown operator', '未知算子'],
  params,
  inputs: (p) => numbered('input', p.inputs),
  outputs: (p) => numbered('output', p.outputs),
  check: standing,
  infer: standing,
  /** Inference has a problem with every placeholder, so none is ever built. */
  build({ params: p }) {
    throw new Error(`Internal error: a placeholder for ${p.operator} is built.`);
  },
  migrations: [],
  docs: {
    summary: 'Holds the place of something in an imported model that Netloom has no layer for.',
    reference: 'Bai et al., ONNX: Open Neural Network Exchange, 2019',
  },
  examples: [],
});
