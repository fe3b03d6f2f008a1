/** The networks that `netloom bench` times, for any batch: a name comes in, a project document and its data's fields go out. */
import { checkProject, type Field, NetloomError, type Project } from '../engine/index.ts';

export interface Workload {
  readonly name: string;
  readonly project: Project;
  readonly fields: readonly Field[];
  readonly batchSize: number;
}

/** Puts nodes one behind the other; remembers the last one, so that branches can start from any. */
class Sketch {
  private readonly nodes: unknown[] = [];
  private readonly edges: unknown[] = [];
  private last = '';

  get end(): string {
    return this.last;
  }
  /** Adds a node fed by `from` (default: the one before) and returns its id. */
  add(
    type: string,
    params: Readonly<Record<string, unknown>> = {},
    from: readonly (readonly [string, string])[] = [],
  ): string {
    const id = `${type}-${this.nodes.length}`;
    this.nodes.push({ id, type, label: id, params });
    const sources =
      from.length > 0
        ? from
        : this.last === ''
          ? []
          : [[this.last, type.endsWith('entropy') ? 'prediction' : 'input']];
    for (const [node, port] of sources) {
      this.edges.push({
        id: `edge-${this.edges.length}`,
        from: { node, port: 'output' },
        to: { node: id, port },
      });
    }
    this.last = id;
    return id;
  }
  relu(): void {
    this.add('activation', { activation: 'relu' });
  }
  conv(filters: number, size: number, stride: number, padding: number, useBias = true): void {
    this.add('conv2d', {
      filters,
      kernelSize: [size, size],
      stride: [stride, stride],
      padding:
        padding === 0
          ? 'valid'
          : [
              [padding, padding],
              [padding, padding],
            ],
      useBias,
    });
  }
  pool(): void {
    this.add('maxPooling2d', { poolSize: [2, 2], stride: [2, 2] });
  }
  project(name: string, batchSize: number): Project {
    this.add('sparseCategoricalCrossentropy', { fromLogits: true });
    const result = checkProject({
      format: 'netloom',
      version: 1,
      name,
      nodes: this.nodes,
      edges: this.edges,
      training: {
        batchSize,
        phases: [{ epochs: 1, objectives: [{ optimizer: { type: 'adam' } }] }],
      },
    });
    if ('project' in result) return result.project;
    throw new Error(`Internal error: workload ${name}: ${JSON.stringify(result.issues)}`);
  }
}

function mlp(s: Sketch): void {
  s.add('input');
  s.add('dense', { units: 128 });
  s.relu();
  s.add('dense', { units: 10 });
}

function lenet(s: Sketch): void {
  s.add('input');
  s.conv(6, 5, 1, 2);
  s.relu();
  s.pool();
  s.conv(16, 5, 1, 0);
  s.relu();
  s.pool();
  s.add('flatten');
  for (const units of [120, 84]) {
    s.add('dense', { units });
    s.relu();
  }
  s.add('dense', { units: 10 });
}

function convnet(s: Sketch): void {
  s.add('input');
  for (const filters of [32, 64]) {
    s.conv(filters, 3, 1, 0);
    s.relu();
    s.pool();
  }
  s.add('flatten');
  s.add('dense', { units: 10 });
}

/** He et al., Deep Residual Learning, 2016, section 4.2, with 1×1 projections; 3n blocks of two convolutions. */
function resnet(s: Sketch, blocks: number): void {
  s.add('input');
  s.conv(16, 3, 1, 1, false);
  s.add('batchNormalization');
  s.relu();
  for (const [filters, first] of [
    [16, 1],
    [32, 2],
    [64, 2],
  ] as const) {
    for (let block = 0; block < blocks; block++) {
      const skip = s.end;
      s.conv(filters, 3, block === 0 ? first : 1, 1, false);
      s.add('batchNormalization');
      s.relu();
      s.conv(filters, 3, 1, 1, false);
      const main = s.add('batchNormalization');
      s.add('residual', { projection: 'auto', activation: 'relu' }, [
        [main, 'main'],
        [skip, 'skip'],
      ]);
    }
  }
  s.add('globalAveragePooling');
  s.add('dense', { units: 10 });
}

interface Family {
  readonly input: readonly number[];
  draw(s: Sketch): void;
}
const image = [28, 28, 1];
const colours = [32, 32, 3];
const families: Readonly<Record<string, Family>> = {
  mlp: { input: [784], draw: mlp },
  lenet: { input: image, draw: lenet },
  convnet: { input: image, draw: convnet },
  resnet20: { input: colours, draw: (s) => resnet(s, 3) },
  resnet56: { input: colours, draw: (s) => resnet(s, 9) },
  resnet110: { input: colours, draw: (s) => resnet(s, 18) },
};
/** What is timed when nothing is named: PyTorch's side has these four. */
export const workloadNames = ['mlp-b32', 'lenet-b64', 'convnet-b128', 'resnet20-b32'];
const familyNames = Object.keys(families);

/** A family and a batch size, as in `lenet-b64`. Throws `unknown-workload`. */
export function workload(name: string): Workload {
  const [, familyName = '', digits = ''] = /^(\w+)-b([1-9]\d{0,4})$/.exec(name) ?? [];
  const family = Object.hasOwn(families, familyName) ? families[familyName] : undefined;
  if (!family) {
    throw new NetloomError(
      'unknown-workload',
      `There is no workload "${name}": one is called like ${workloadNames[1]}, a batch of 64 of lenet, and there are ${familyNames.join(', ')}.`,
    );
  }
  const batchSize = Number(digits);
  const sketch = new Sketch();
  family.draw(sketch);
  const classes = Array.from({ length: 10 }, (_, i) => String(i));
  return {
    name,
    project: sketch.project(name, batchSize),
    batchSize,
    fields: [
      { name: 'input', dtype: 'f32', shape: family.input, role: 'feature' },
      { name: 'label', dtype: 'i32', shape: [], role: 'target', classes },
    ],
  };
}
