/** Takes a few lines that sketch a network; gives the project, and fields of data to try it with. */
import type { Field } from '../data/types.ts';
import { checkProject } from '../graph/document/parse.ts';
import type { Project, Training } from '../graph/document/schema.ts';

type Params = Readonly<Record<string, unknown>>;
/** id: [type, params, further settings of the node]; the label is the id. */
export type SketchNodes = Readonly<
  Record<string, readonly [type: string, params?: Params, more?: Params]>
>;

/**
 * `wires`: 'a > b > c' runs from output to first input; 'a.port > b.port' names ports. Edges are called e0, e1, …
 */
export function sketch(
  nodes: SketchNodes,
  wires: readonly string[],
  training: Partial<Record<keyof Training, unknown>> = {},
): Project {
  const edges = wires.flatMap((wire) => {
    const stops = wire.split('>').map((stop) => stop.trim().split('.'));
    return stops.slice(1).map((to, i) => {
      const from = stops[i] as string[];
      const target = to[0] as string;
      return {
        from: { node: from[0], port: from[1] ?? 'output' },
        to: { node: target, port: to[1] ?? firstPort(nodes[target]?.[0] ?? '') },
      };
    });
  });
  const result = checkProject({
    format: 'netloom',
    version: 1,
    nodes: Object.entries(nodes).map(([id, [type, params = {}, more = {}]]) => ({
      id,
      type,
      label: id,
      params,
      ...more,
    })),
    edges: edges.map((edge, i) => ({ id: `e${i}`, ...edge })),
    training,
  });
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.project;
}
function firstPort(type: string): string {
  if (type === 'residual') return 'main';
  if (type === 'add' || type === 'concat') return 'inputs';
  return /rossentropy|Error|huber/.test(type) ? 'prediction' : 'input';
}

export function picture(...shape: number[]): Field {
  return { name: 'image', dtype: 'f32', shape, role: 'feature' };
}
export function vector(length: number, name = 'features'): Field {
  return { name, dtype: 'f32', shape: [length], role: 'feature' };
}
export function classField(count: number, name = 'label'): Field {
  const classes = Array.from({ length: count }, (_, i) => `class ${i}`);
  return { name, dtype: 'i32', shape: [], role: 'target', classes };
}
export function valueField(shape: readonly number[] = [], name = 'value'): Field {
  return { name, dtype: 'f32', shape, role: 'target' };
}
