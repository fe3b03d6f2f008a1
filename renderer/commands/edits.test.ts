/** Random edits of every kind on a real document: undo restores it exactly, redo returns, and it always passes the schema. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyFix } from '../../engine/graph/issues/applyFix.ts';
import type { MetricChoice, Project } from '../../engine/index.ts';
import { checkProject, parseProject } from '../../engine/index.ts';
import { catalogue } from '../../engine/services/graph/catalogue.ts';
import { openDocument, redo, undo, useDocument } from '../store/document.ts';
import { setCatalogue } from '../store/network.ts';
import * as edits from './edits.ts';
import { fragmentOf } from './fragment.ts';
import * as training from './training.ts';

function example(name: string): Project {
  const path = new URL(`../../assets/projects/${name}.netloom`, import.meta.url);
  const result = parseProject(readFileSync(path, 'utf8'));
  if (!('project' in result)) throw new Error(`${name} does not parse`);
  return result.project;
}
const project = (): Project => useDocument.getState().project;
const { palette } = catalogue();

beforeEach(() => {
  setCatalogue(catalogue());
  openDocument(example('lenet5'), { documentId: 'test', saved: true });
});

/** One random edit: its kind and numbers that choose among what there is. */
interface Step {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly several: boolean;
}
const steps = fc.array(
  fc.record({
    kind: fc.nat(1000),
    a: fc.nat(1000),
    b: fc.nat(1000),
    c: fc.nat(1000),
    several: fc.boolean(),
  }),
  { minLength: 500, maxLength: 500, size: 'max' },
);
const pick = <T>(list: readonly T[], n: number): T | undefined =>
  list[n % Math.max(1, list.length)];
function some({ a, b, several }: Step): string[] {
  const ids = project().nodes.map(({ id }) => id);
  if (ids.length === 0) return [];
  const start = a % ids.length;
  return ids.slice(start, start + (several ? 1 + (b % 4) : 1));
}
const values: readonly unknown[] = [8, [3, 3], 'same', undefined, true, { type: 'zeros' }, -1.5];
const keys = ['filters', 'kernelSize', 'padding', 'useBias', 'units', 'activation', 'shape'];

/** Every command of `edits.ts`, and edits of the training settings. */
const kinds: Readonly<Record<string, (step: Step) => unknown>> = {
  addNode: ({ a, b, c }) => edits.addNode(item(a), { x: b * 3, y: -c * 2.5 }),
  addAfter: ({ a, b }) => edits.addAfter(item(a), idAt(b)),
  insertOnEdge: ({ a, b }) => edits.insertOnEdge(item(a), edgeAt(b)),
  insertResidual: ({ a, b }) => {
    const source = project().nodes.at(a % 3);
    const residual = palette.find(({ key }) => key === 'residual');
    if (source && residual)
      edits.insertResidual(residual, edgeAt(b), { node: source.id, port: 'output' });
  },
  spliceInto: ({ a, b }) => edits.spliceInto(idAt(a), edgeAt(b)),
  addWired: ({ a, b, c }) =>
    edits.addWired(item(a), { x: c, y: c }, 'input', { from: { node: idAt(b), port: 'output' } }),
  wire: ({ a, b, c }) =>
    edits.wire(
      { node: idAt(a), port: 'output' },
      { node: idAt(b), port: pick(['input', 'inputs', 'main', 'skip', 'prediction'], c) as string },
    ),
  reconnect: ({ a, b, c }) => {
    const edge = project().edges.find(({ id }) => id === edgeAt(a));
    if (edge)
      edits.reconnect(
        edge.id,
        { node: idAt(b), port: 'output' },
        c % 2 ? edge.to : { node: idAt(c), port: 'input' },
      );
  },
  remove: (step) => edits.remove(some(step), [edgeAt(step.c)]),
  removeOne: ({ a }) => edits.remove([idAt(a)], []),
  removeWires: ({ a, b }) => edits.remove([], [edgeAt(a), edgeAt(b)]),
  removeAndReconnect: (step) => edits.removeAndReconnect(some(step)),
  disconnect: (step) => edits.disconnect(some(step)),
  moveNodes: ({ a, b, c, several }) =>
    edits.moveNodes({ [idAt(a)]: { x: b * 1e5, y: -c } }, several ? 'move' : null),
  applyLayout: ({ a, b }) =>
    edits.applyLayout(
      Object.fromEntries(project().nodes.map(({ id }, i) => [id, { x: i * a, y: b }])),
    ),
  paste: (step) =>
    edits.paste(fragmentOf(project(), new Set(some(step))), { x: step.b, y: step.c }),
  duplicate: (step) => edits.duplicate(some(step), { x: 20, y: 20 }),
  setDisabled: (step) => edits.setDisabled(some(step), step.c % 2 === 0),
  setTrainable: (step) => edits.setTrainable(some(step), step.c % 2 === 0),
  setParameter: ({ a, b, c }) =>
    edits.setParameter(idAt(a), pick(keys, b) as string, pick(values, c)),
  setLabel: ({ a, b, c }) =>
    edits.setLabel(idAt(a), b % 3 === 0 ? ` ${'x'.repeat(c)} ` : `Name ${c}`),
  setSharesWith: ({ a, b, c }) => edits.setSharesWith(idAt(a), c % 3 === 0 ? null : idAt(b)),
  setProjectName: ({ a }) => edits.setProjectName(`${'n'.repeat(a)}`),
  fix: ({ a, b, c }) => {
    const fixes = [
      { kind: 'insert-node', edge: edgeAt(a), type: 'flatten', params: {} },
      { kind: 'remove-node', node: idAt(a) },
      { kind: 'change-type', node: idAt(a), type: 'dense', params: { units: c + 1 } },
      { kind: 'remove-edge', edge: edgeAt(b) },
      {
        kind: 'add-node',
        from: { node: idAt(b), port: 'output' },
        type: 'meanSquaredError',
        port: 'prediction',
        params: {},
      },
    ] as const;
    const fix = fixes[c % fixes.length];
    if (fix && project().nodes.length > 0)
      edits.replaceProject({ key: 'fix' }, applyFix(project(), fix));
  },
  ...trainingKinds(),
};
/** Every command of `training.ts`. */
function trainingKinds(): Readonly<Record<string, (step: Step) => unknown>> {
  const at = training.firstObjective;
  const metric = (n: number): MetricChoice => ({
    type: pick(['accuracy', 'meanAbsoluteError'], n) as string,
    params: {},
    compares: { loss: idAt(n) },
  });
  return {
    setDataSource: ({ a }) => training.setDataSource(a % 3 ? 'builtin:digits' : null, { a }),
    setDataOption: ({ a, b }) => training.setDataOption(`option${a % 3}`, b % 4 ? b : undefined),
    setBatchSize: ({ a }) => training.setBatchSize(a + 1),
    setSeed: ({ a }) => training.setSeed(a),
    setSplit: ({ a }) =>
      training.setSplit(
        a % 2 ? { kind: 'provided' } : { kind: 'fraction', validation: 0.3, shuffle: false },
      ),
    setEarlyStopping: ({ a, c }) =>
      training.setEarlyStopping(
        a % 3
          ? { monitor: 'val_accuracy', patience: 1 + c, minimumDelta: 0, restoreBest: true }
          : undefined,
      ),
    forgetInitialWeights: () => training.forgetInitialWeights(),
    setEpochs: ({ a, b }) => training.setEpochs(a % 3, b + 1),
    addPhase: () => (project().training.phases.length < 5 ? training.addPhase() : false),
    removePhase: ({ a }) => training.removePhase(a % 3),
    setOptimizer: ({ a }) => training.setOptimizer(at, pick(['sgd', 'adam'], a) as string),
    setOptimizerParameter: ({ a }) => training.setOptimizerParameter(at, 'learningRate', a / 1000),
    setSchedule: ({ a }) => training.setSchedule(at, pick(['constant', 'cosine'], a) as string),
    setScheduleParameter: ({ a }) =>
      training.setScheduleParameter(at, 'end', a % 2 ? a : undefined),
    setClip: ({ a }) =>
      training.setClip(at, a % 2 ? { kind: 'norm', limit: a + 1 } : { kind: 'none' }),
    setEvery: ({ a }) => training.setEvery(at, a + 1),
    setObjectiveNodes: (step) =>
      training.setObjectiveNodes(
        at,
        step.a % 2 ? 'losses' : 'parameters',
        step.b % 2 ? 'all' : some(step),
      ),
    addMetric: ({ a }) =>
      project().training.metrics.length < 9 ? training.addMetric(metric(a)) : false,
    removeMetric: ({ a }) => training.removeMetric(a % 3),
    setMetric: ({ a, b }) => training.setMetric(a % 3, metric(b)),
  };
}
const item = (n: number) => pick(palette, n) as (typeof palette)[number];
const idAt = (n: number): string => pick(project().nodes, n)?.id ?? 'nobody';
const edgeAt = (n: number): string => pick(project().edges, n)?.id ?? 'nothing';

describe('random edits', () => {
  it('500 at a time: each undo restores the document exactly, redo returns, and it stays valid', () => {
    fc.assert(
      fc.property(steps, (chosen) => {
        openDocument(example('lenet5'), { documentId: 'test', saved: true });
        /** The document when so many steps were in the past. */
        const before: Project[] = [project()];
        const names = Object.keys(kinds);
        for (const step of chosen) {
          kinds[names[step.kind % names.length] as string]?.(step);
          const result = checkProject(project());
          expect('issues' in result ? result.issues : []).toEqual([]);
          before[useDocument.getState().history.past.length] = project();
        }
        const last = useDocument.getState().history.past.length;
        expect(last).toBeGreaterThan(chosen.length / 4);
        for (let i = last - 1; i >= 0; i--) {
          undo();
          expect(project()).toStrictEqual(before[i]);
        }
        expect(undo()).toBeNull();
        for (let i = 1; i <= last; i++) {
          redo();
          expect(project()).toStrictEqual(before[i]);
        }
        expect(redo()).toBeNull();
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it('covers every command', () => {
    const commands = [...Object.keys(edits), ...Object.keys(training)].filter(
      (name) => !['replaceProject', 'firstObjective', 'usualSplit'].includes(name),
    );
    expect(commands.filter((name) => !Object.hasOwn(kinds, name))).toEqual([]);
  });
});
