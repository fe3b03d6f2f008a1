/** Takes an issue that a layer found; gives the changes that would mend it. */
import { sampleShape } from '../../layers/define.ts';
import type { Draft } from '../infer/types.ts';
import type { Fix, Issue } from './issue.ts';

interface Place {
  readonly draft: Draft;
  readonly issue: Issue;
  readonly nodes: ReadonlyMap<string, Draft>;
}
type Suggest = (place: Place) => readonly Fix[];

const set =
  (parameter: string, value: unknown): Suggest =>
  ({ draft }) =>
    hasParameter(draft, parameter)
      ? [{ kind: 'set-parameter', node: draft.id, parameter, value }]
      : [];
const become =
  (type: string): Suggest =>
  ({ draft }) => [{ kind: 'change-type', node: draft.id, type, params: keptByLosses(draft) }];

/** What came in at the first port goes on. */
const remove: Suggest = ({ draft }) => [{ kind: 'remove-node', node: draft.id }];

const suggestions: Partial<Record<Issue['code'], Suggest>> = {
  'dense-needs-vector': (place) => [
    ...insert('flatten', {})(place),
    ...(pictureAt(place) ? insert('globalAveragePooling', {})(place) : []),
  ],
  'needs-picture': (place) => reshapeToPicture(place),
  'groups-do-not-divide': set('groups', 1),
  'window-larger-than-picture': set('padding', 'same'),
  'padding-hides-picture': set('padding', 'same'),
  'reshape-does-not-fit': set('shape', [-1]),
  'placeholder-operator': remove,
  'placeholder-setting': remove,
  'axis-missing': set('axis', -1),
  'add-shapes-differ': (place) => project(place),
  'residual-identity-differs': set('projection', 'auto'),
  'data-does-not-fit': set('shape', 'data'),
  'target-is-classes': become('sparseCategoricalCrossentropy'),
  'target-is-class-numbers': become('sparseCategoricalCrossentropy'),
  'target-is-values': become('meanSquaredError'),
  'target-shape-differs': (place) => widen(place),
};

export function fixesFor(
  issue: Issue,
  draft: Draft,
  nodes: ReadonlyMap<string, Draft>,
): readonly Fix[] {
  return suggestions[issue.code]?.({ draft, issue, nodes }) ?? [];
}

function hasParameter(draft: Draft, parameter: string): boolean {
  return Object.hasOwn(draft.params as object, parameter);
}
/** What every loss has, and whether it starts from scores where both have that. */
function keptByLosses({ params }: Draft): Record<string, unknown> {
  const { target, weight } = params as { target?: unknown; weight?: unknown };
  return { target: target ?? '', weight: weight ?? 1 };
}
function sourceAt({ draft, issue }: Place) {
  const source = draft.inputs.get(issue.port ?? '')?.[0];
  return source?.kind === 'node' ? source : null;
}
function insert(type: string, params: Readonly<Record<string, unknown>>): Suggest {
  return (place) => {
    const source = sourceAt(place);
    return source ? [{ kind: 'insert-node', edge: source.edge, type, params }] : [];
  };
}
function shapeAt(place: Place): readonly number[] {
  const source = sourceAt(place);
  const type = source && place.nodes.get(source.node)?.outputs[source.port];
  return type ? sampleShape(type) : [];
}
const pictureAt = (place: Place): boolean => shapeAt(place).length === 3;

/** A row of n² numbers is a grey picture; height × width lacks its one channel. */
function reshapeToPicture(place: Place): readonly Fix[] {
  const shape = shapeAt(place);
  const side = Math.sqrt(shape[0] ?? 0);
  if (shape.length === 2) return insert('reshape', { shape: [...shape, 1] })(place);
  if (shape.length !== 1 || !Number.isInteger(side) || side < 2) return [];
  return insert('reshape', { shape: [side, side, 1] })(place);
}

/** The dense layer right in front of the loss gets as many units as the target has numbers. */
function widen(place: Place): readonly Fix[] {
  const source = sourceAt(place);
  const layer = source ? place.nodes.get(source.node) : undefined;
  const target = place.issue.values.target;
  const units = Array.isArray(target) ? (target.length === 0 ? 1 : target[0]) : null;
  if (layer?.node.type !== 'dense' || !units || (target as number[]).length > 1) return [];
  return [{ kind: 'set-parameter', node: layer.id, parameter: 'units', value: units }];
}

/** A 1×1 convolution (a dense layer for vectors) in front of the second value makes it the first one's shape. */
function project({ draft, nodes }: Place): readonly Fix[] {
  const values = (draft.inputs.get('inputs') ?? []).flatMap((source) => {
    const type = source.kind === 'node' && nodes.get(source.node)?.outputs[source.port];
    return type && source.kind === 'node' ? [{ edge: source.edge, shape: sampleShape(type) }] : [];
  });
  const [first, second, more] = values;
  if (!first || !second || more) return [];
  return projection(second, first.shape) ?? projection(first, second.shape) ?? [];
}
function projection(
  from: { readonly edge: string; readonly shape: readonly number[] },
  to: readonly number[],
): readonly Fix[] | null {
  const width = to.at(-1) as number;
  const kind = 'insert-node' as const;
  if (from.shape.length !== to.length) return null;
  if (to.length === 1)
    return [{ kind, edge: from.edge, type: 'dense', params: { units: width, useBias: false } }];
  const stride = [0, 1].map((axis) =>
    Math.ceil((from.shape[axis] as number) / (to[axis] as number)),
  );
  const reached = stride.every(
    (step, axis) => Math.ceil((from.shape[axis] as number) / step) === to[axis],
  );
  if (to.length !== 3 || !reached) return null;
  const params = { filters: width, kernelSize: [1, 1], stride, useBias: false };
  return [{ kind, edge: from.edge, type: 'conv2d', params }];
}
