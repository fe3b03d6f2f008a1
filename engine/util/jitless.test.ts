import { expect, it } from 'vitest';

it('keeps zod from compiling schemas at run time, whatever the services parse', async () => {
  const compiled: unknown[] = [];
  const original = globalThis.Function;
  globalThis.Function = new Proxy(original, {
    construct: (target, given) => {
      compiled.push(given);
      return Reflect.construct(target, given);
    },
  });
  try {
    await import('../worker.ts');
    const { checkProject } = await import('../graph/document/parse.ts');
    const project = { format: 'netloom', version: 1, nodes: [], edges: [] };
    expect(checkProject(project)).toHaveProperty('project');
  } finally {
    globalThis.Function = original;
  }
  expect(compiled).toEqual([]);
});
