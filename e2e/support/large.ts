/** A network of many nodes, for measurements: how many in, the text of a project out. */

/**
 * Dense layers and ReLUs in a chain of `count` nodes with a Residual over every tenth, drawn in rows of 40; points of two
 * spirals come in, a loss ends it.
 */
export function largeProject(count: number): string {
  const nodes: unknown[] = [];
  const edges: unknown[] = [];
  const place = (index: number) => ({ x: (index % 40) * 200, y: Math.floor(index / 40) * 160 });
  const wire = (from: string, to: string, port: string) =>
    edges.push({
      id: `e${edges.length}`,
      from: { node: from, port: 'output' },
      to: { node: to, port },
    });
  const add = (type: string, params: unknown) => {
    const index = nodes.length;
    const id = `n${index}`;
    nodes.push({ id, type, label: `Node ${index}`, params, position: place(index) });
    return id;
  };
  let last = add('input', {});
  let skip = last;
  while (nodes.length < count - 2) {
    const at = nodes.length % 10;
    const before = last;
    if (at === 0 && nodes.length > 10) {
      last = add('residual', {});
      wire(before, last, 'main');
      wire(skip, last, 'skip');
      skip = last;
    } else {
      last = at % 2 === 0 ? add('activation', { activation: 'relu' }) : add('dense', { units: 8 });
      wire(before, last, 'input');
      if (nodes.length === 2) skip = last;
    }
  }
  const scores = add('dense', { units: 2 });
  wire(last, scores, 'input');
  const loss = add('sparseCategoricalCrossentropy', {});
  wire(scores, loss, 'prediction');
  return JSON.stringify({
    format: 'netloom',
    version: 1,
    name: `${count} nodes`,
    nodes,
    edges,
    blocks: [],
    notes: [],
    data: { source: 'builtin:spirals', options: {} },
    training: {
      phases: [
        {
          epochs: 5,
          objectives: [
            {
              losses: 'all',
              parameters: 'all',
              optimizer: { type: 'adam', params: {} },
              schedule: { type: 'constant', params: {} },
              clip: { kind: 'none' },
              every: 1,
            },
          ],
        },
      ],
      batchSize: 32,
      split: { kind: 'provided' },
      seed: 1,
      metrics: [],
    },
  });
}
