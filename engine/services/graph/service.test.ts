import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkProject } from '../../graph/document/parse.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { anyFields, anyProject, soundProject } from '../../testing/randomProjects.ts';
import { classField, picture, sketch } from '../../testing/sketch.ts';
import type { Result } from '../result.ts';
import { palette } from './palette.ts';
import { graphService } from './service.ts';
import type { Consequences, Project } from './types.ts';

const service = graphService();
const data = [picture(8, 8, 1), classField(10)];
const net = sketch(
  {
    x: ['input'],
    f: ['flatten'],
    d: ['dense', { units: 10 }],
    l: ['sparseCategoricalCrossentropy'],
  },
  ['x > f > d > l'],
);

/** The value; a failure that is no person's doing fails the test. */
function valueOfResult<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.sentence}`);
  return result.value;
}
/** The value, or null for a failure that a person can understand. */
function orRefusal<T>(result: Result<T>, codes: readonly string[]): T | null {
  if (result.ok) return result.value;
  expect(codes).toContain(result.error.code);
  expect(result.error.sentence).toMatch(/^\S.*\.$/);
  return null;
}

describe('each call', () => {
  test('answers with plain data', async () => {
    const answers = [
      await service.catalogue(),
      await service.parse('{"format": "netloom", "version": 1}'),
      await service.serialize(net),
      await service.infer(net, data),
      await service.applyFix(net, { kind: 'remove-edge', edge: 'e0' }),
      await service.considerFix(net, data, { kind: 'remove-edge', edge: 'e0' }),
      await service.considerInsert(net, data, 'e1', 'dense'),
      await service.fits(net, data, { from: { node: 'd', port: 'output' } }),
      await service.wrapResidual(net, data, ['d']),
      await service.residualSources(net, data, 'e1'),
      await service.layout({ nodes: [], edges: [], direction: 'right' }),
      await service.ratePreview(net, { phase: 0, objective: 0 }, 10),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ ok: true });
      expect(structuredClone(answer)).toEqual(answer);
    }
  });

  test('answers failures with their code, a sentence and the place', async () => {
    expect(await service.considerInsert(net, data, 'gone', 'dense')).toEqual({
      ok: false,
      error: { code: 'edge-missing', sentence: 'The wire is no longer there.', place: 'gone' },
    });
    expect(await service.expandResidual(net, data, 'd')).toMatchObject({
      ok: false,
      error: { code: 'residual-cannot-expand', place: 'd' },
    });
    expect(await service.parse('{')).toMatchObject({
      ok: true,
      value: { issues: [{ code: 'json-broken' }] },
    });
  });

  test('saves what it reads', async () => {
    const text = valueOfResult(await service.serialize(net));
    expect(valueOfResult(await service.parse(text))).toEqual({ project: net, intact: true });
  });
});

/** Whether what an edit would bring fits together. */
function checkConsequences(found: Consequences): void {
  expect(found.parameters.after).toBe(found.network.parameters);
  expect(found.multiplyAdds.after).toBe(found.network.multiplyAdds);
  for (const issue of found.added) expect(found.network.issues).toContainEqual(issue);
  if (found.ghost !== null) expect(found.network.nodes[found.ghost]).toBeDefined();
}

describe('whatever the project', () => {
  test('inference, fixes and what they would bring come without failures', async () => {
    await fc.assert(
      fc.asyncProperty(anyProject, anyFields, async (project, fields) => {
        const summary = valueOfResult(await service.infer(project, fields));
        expect(new Set(Object.keys(summary.nodes))).toEqual(
          new Set(project.nodes.map(({ id }) => id)),
        );
        expect(structuredClone(summary)).toEqual(summary);
        for (const fix of summary.issues.flatMap(({ fixes }) => fixes).slice(0, 6)) {
          const mended = valueOfResult(await service.applyFix(project, fix));
          expect(checkProject(mended)).toEqual({ project: mended });
          checkConsequences(valueOfResult(await service.considerFix(project, fields, fix)));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('insertions, fits and residuals come without failures of our own', async () => {
    const codes = ['edge-missing', 'cannot-insert', 'residual-cannot-expand'];
    const refusals = [...codes, 'residual-cannot-wrap', 'node-missing', 'port-missing'];
    const known = (project: Project) => expect(checkProject(project)).toEqual({ project });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(anyProject, soundProject),
        anyFields,
        fc.constantFrom(...palette),
        fc.nat(),
        async (project, fields, item, pick) => {
          const edge = project.edges[pick % Math.max(1, project.edges.length)];
          const node = project.nodes[pick % Math.max(1, project.nodes.length)];
          const { type, params } = item;
          const id = edge?.id ?? 'none';
          const inserted = await service.considerInsert(project, fields, id, type, params);
          const consequences = orRefusal(inserted, refusals);
          if (consequences) checkConsequences(consequences);
          orRefusal(await service.residualSources(project, fields, id), refusals);
          const end = edge ?? { from: { node: 'n', port: 'p' }, to: { node: 'n', port: 'p' } };
          orRefusal(await service.fits(project, fields, { from: end.from }), refusals);
          orRefusal(await service.fits(project, fields, { to: end.to }), refusals);
          const around = project.nodes.slice(pick % 3, (pick % 3) + 3).map((one) => one.id);
          const wrapped = await service.wrapResidual(project, fields, around);
          const wrap = orRefusal(wrapped, refusals);
          if (wrap) known(wrap);
          const residual = project.nodes.find((one) => one.type === 'residual') ?? node;
          const expansion = await service.expandResidual(project, fields, residual?.id ?? 'n');
          const expanded = orRefusal(expansion, refusals);
          if (expanded) known(expanded);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('a residual expanded gives the same shapes and as many parameters', async () => {
    let expandedCount = 0;
    const fields = [picture(12, 12, 2), classField(10)];
    await fc.assert(
      fc.asyncProperty(soundProject, async (project) => {
        for (const { id, type, disabled } of project.nodes) {
          if (type !== 'residual' || disabled) continue;
          const result = await service.expandResidual(project, fields, id);
          if (!result.ok) continue;
          expandedCount++;
          const [before, after] = [project, result.value].map((one) => inferNetwork(one, fields));
          expect(after?.parameters).toBe(before?.parameters);
          expect(after?.trainableParameters).toBe(before?.trainableParameters);
          expect(after?.multiplyAdds).toBe(before?.multiplyAdds);
          for (const node of project.nodes)
            if (node.id !== id)
              expect(after?.nodes.get(node.id)?.outputs).toEqual(
                before?.nodes.get(node.id)?.outputs,
              );
        }
      }),
      { numRuns: 150 },
    );
    expect(expandedCount).toBeGreaterThan(20);
  });
});
