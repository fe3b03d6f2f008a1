import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issueSentence } from '../issues/issue.ts';
import { findJsonMistake, maximumDepth } from './json.ts';
import { documentVersion, maximumTextLength } from './limits.ts';
import { documentMigrations, firstVersion, migrate } from './migrations.ts';
import { checkProject, parseProject, serializeProject } from './parse.ts';
import { type Project, projectSchema } from './schema.ts';

const head = { format: 'netloom', version: 1 };
const node = { id: 'a', type: 'dense', label: 'A' };
const parsed = (document: unknown): Project => {
  const result = parseProject(JSON.stringify(document));
  if ('issues' in result) throw new Error(result.issues.map(issueSentence).join(' '));
  return result.project;
};
const refusal = (text: string) => {
  const result = parseProject(text);
  if (!('issues' in result)) throw new Error('the project was read');
  const [first] = result.issues;
  return { code: first.code, values: first.values, sentence: issueSentence(first) };
};

describe('a project', () => {
  test('needs little: everything else has a default', () => {
    const project = parsed({ ...head, nodes: [node] });
    expect(project.nodes[0]).toEqual({
      ...node,
      version: 1,
      params: {},
      position: { x: 0, y: 0 },
      disabled: false,
      trainable: true,
    });
    expect(project.training.phases[0]?.objectives[0]?.optimizer.type).toBe('adam');
    expect(project.data).toEqual({ source: null, options: {} });
  });

  test('survives saving and loading', () => {
    const project = parsed({
      ...head,
      name: '项目 "1"',
      nodes: [{ ...node, sharesWith: 'b', params: { units: 3, any: [1, { deep: null }] } }],
      edges: [{ id: 'e', from: { node: 'a', port: 'output' }, to: { node: 'b', port: 'input' } }],
      blocks: [{ id: 'k', label: 'K', nodes: ['a'] }],
      notes: [{ id: 'n', text: 'two\nlines', position: { x: 1.5, y: -2 } }],
      data: { source: { kind: 'path', path: '../data/x.csv' }, options: { target: 'y' } },
      training: {
        phases: [
          {
            epochs: 3,
            objectives: [
              { losses: ['l'], parameters: ['a'], clip: { kind: 'norm', limit: 1 }, every: 2 },
              { optimizer: { type: 'sgd', params: { learningRate: 0.1 } } },
            ],
          },
        ],
        split: { kind: 'kfold', k: 5 },
        metrics: [
          { type: 'accuracy', compares: { loss: 'l' } },
          {
            type: 'accuracy',
            compares: { prediction: { node: 'a', port: 'output' }, target: 'y' },
          },
        ],
        earlyStopping: {},
        initialWeights: { path: 'w.safetensors' },
      },
    });
    expect(parsed(JSON.parse(serializeProject(project)))).toEqual(project);
    expect(serializeProject(parsed(JSON.parse(serializeProject(project))))).toBe(
      serializeProject(project),
    );
  });

  test('may begin with a byte order mark', () => {
    expect(parseProject(`\ufeff${JSON.stringify(head)}`)).toHaveProperty('project');
  });
});

const edge = { id: 'e', from: { node: 'a', port: 'o' }, to: { node: 'b', port: 'i' } };
const training = (changes: object) => ({ ...head, training: changes });
/** What is wrong, the text, the code, and a word of the sentence. */
const malformed: readonly (readonly [string, string | object, string, string])[] = [
  ['an empty file', '', 'json-broken', 'end of the file'],
  ['white space', ' \n\t', 'json-broken', 'line 2'],
  ['binary', '\u0000\u0001\u0002', 'json-broken', 'line 1, column 1'],
  ['cut off', '{"format": "netloom",', 'json-broken', 'column 22'],
  ['a trailing comma', '{"format": "netloom",}', 'json-broken', 'double quotes'],
  ['a comma at the end of a list', '{"nodes": [1,]}', 'json-broken', 'a value'],
  ['single quotes', "{'format': 1}", 'json-broken', 'double quotes'],
  ['a comment', '{// hi\n}', 'json-broken', 'line 1, column 2'],
  ['a missing colon', '{"format" "netloom"}', 'json-broken', 'a colon'],
  ['a missing comma', '{"a": 1 "b": 2}', 'json-broken', 'a comma'],
  ['the wrong bracket', '{"a": [1}', 'json-broken', 'line 1, column 9'],
  ['two documents', '{} {}', 'json-broken', 'the end of the file'],
  ['NaN', '{"a": NaN}', 'json-broken', '"N"'],
  ['Infinity', '{"a": -Infinity}', 'json-broken', 'column 7'],
  ['a leading zero', '{"a": 01}', 'json-broken', 'column 8'],
  ['a plus', '{"a": +1}', 'json-broken', 'column 7'],
  ['a bare point', '{"a": 1.}', 'json-broken', 'column 8'],
  ['a line feed in a string', '{"a": "x\ny"}', 'json-broken', 'line 1, column 9'],
  ['a bad escape', '{"a": "\\x41"}', 'json-broken', 'column 8'],
  ['an open string', '{"a": "x', 'json-broken', 'line 1'],
  ['a word', 'nul', 'json-broken', 'a value'],
  ['depth', '['.repeat(100_000), 'json-too-deep', '64 levels'],
  ['prototype', '{"__proto__": {"x": 1}}', 'json-unsafe-key', '__proto__'],
  ['an escaped prototype', '{"__pr\\u006fto__": 1}', 'json-unsafe-key', '__proto__'],
  ['a repeated key', '{"a": 1,\n "a": 2}', 'json-duplicate-key', 'line 2'],
  ['null', 'null', 'not-a-project', 'not a Netloom project'],
  ['a list', '[]', 'not-a-project', 'not a Netloom project'],
  ['a number', '1e999', 'not-a-project', 'not a Netloom project'],
  ['another format', '{"version": 1}', 'not-a-project', 'not a Netloom project'],
  ['no version', { format: 'netloom' }, 'document-invalid', 'version'],
  ['version 0', { ...head, version: 0 }, 'document-invalid', 'version'],
  ['version 1.5', { ...head, version: 1.5 }, 'document-invalid', 'version'],
  ['a newer version', { ...head, version: 99 }, 'newer-version', 'version 99'],
  ['a misspelt key', { ...head, node: [] }, 'document-invalid', 'node'],
  ['nodes as an object', { ...head, nodes: {} }, 'document-invalid', 'nodes'],
  [
    'a node without a label',
    { ...head, nodes: [{ id: 'a', type: 'b' }] },
    'document-invalid',
    'nodes[0].label',
  ],
  ['a bad id', { ...head, nodes: [{ ...node, id: 'a/b' }] }, 'document-invalid', 'nodes[0].id'],
  [
    'a long id',
    { ...head, nodes: [{ ...node, id: 'a'.repeat(65) }] },
    'document-invalid',
    'nodes[0].id',
  ],
  [
    'a position at infinity',
    `{"format":"netloom","version":1,"nodes":[{"id":"a","type":"b","label":"c","position":{"x":1e999,"y":0}}]}`,
    'document-invalid',
    'position.x',
  ],
  [
    'an edge without an end',
    { ...head, edges: [{ ...edge, to: undefined }] },
    'document-invalid',
    'edges[0].to',
  ],
  [
    'a strange source',
    { ...head, data: { source: 'http://x' } },
    'document-invalid',
    'data.source',
  ],
  ['a negative batch', training({ batchSize: -1 }), 'document-invalid', 'training.batchSize'],
  ['a batch of half', training({ batchSize: 0.5 }), 'document-invalid', 'training.batchSize'],
  [
    'a whole fraction',
    training({ split: { kind: 'fraction', validation: 1 } }),
    'document-invalid',
    'validation',
  ],
  ['an unknown split', training({ split: { kind: 'half' } }), 'document-invalid', 'training.split'],
  ['no phases', training({ phases: [] }), 'document-invalid', 'training.phases'],
  [
    'no objectives',
    training({ phases: [{ epochs: 1, objectives: [] }] }),
    'document-invalid',
    'objectives',
  ],
  [
    'a negative limit',
    training({ phases: [{ epochs: 1, objectives: [{ clip: { kind: 'norm', limit: 0 } }] }] }),
    'document-invalid',
    'limit',
  ],
  ['a large seed', training({ seed: 2 ** 32 }), 'document-invalid', 'seed'],
];

describe('a malformed file', () => {
  test.each(malformed)('%s is refused with its place', (_, content, code, word) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const found = refusal(text);
    expect(found.code).toBe(code);
    expect(found.sentence).toContain(word);
    expect(found.sentence).not.toMatch(/[{}]\w|undefined/);
  });

  test('beyond the limit of length is refused before it is looked at', () => {
    expect(refusal(' '.repeat(maximumTextLength + 1)).code).toBe('file-too-large');
  });

  test('of too many nodes is refused', () => {
    const nodes = Array.from({ length: 10_001 }, (_, i) => ({ ...node, id: `n${i}` }));
    expect(refusal(JSON.stringify({ ...head, nodes })).code).toBe('document-invalid');
  });

  test('is not read deeper than the limit, and exactly that deep it is', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(findJsonMistake(nested(maximumDepth))).toBeNull();
    expect(findJsonMistake(nested(maximumDepth + 1))?.code).toBe('json-too-deep');
  });
});

describe('the scanner', () => {
  test('agrees with JSON.parse on any JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const mistake = findJsonMistake(text);
        expect(mistake === null || mistake.code === 'json-unsafe-key').toBe(true);
      }),
    );
  });

  test('finds a mistake wherever JSON.parse does, and never accepts what it refuses', () => {
    const accepts = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const mutated = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.string({ maxLength: 3, unit: 'binary' }),
        fc.nat(3),
      )
      .map(([text, at, inserted, cut]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + inserted + text.slice(place + cut);
      });
    fc.assert(
      fc.property(mutated, (text) => {
        const mistake = findJsonMistake(text);
        const broken = mistake !== null && mistake.code === 'json-broken';
        if (mistake === null || broken) expect(broken).toBe(!accepts(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('stays linear on long input', () => {
    const text = `{"a": [${'"\\u0041 text", 1.5e3, '.repeat(40_000)}null]}`;
    expect(findJsonMistake(text)).toBeNull();
  });
});

describe('any document', () => {
  test('gives a project or issues with sentences, never an exception', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 4 }), (value) => {
        const result = checkProject(value);
        if ('issues' in result) for (const found of result.issues) issueSentence(found);
      }),
    );
  });

  test('with random keys and values in the right frame does so too', () => {
    const chaos = fc.dictionary(
      fc.constantFrom('nodes', 'edges', 'training', 'data', 'name', 'notes', 'blocks'),
      fc.jsonValue({ maxDepth: 4 }),
    );
    fc.assert(
      fc.property(chaos, (document) => {
        const result = checkProject({ ...head, ...document });
        const sentences = 'issues' in result ? result.issues.map(issueSentence) : [];
        for (const sentence of sentences) expect(sentence).not.toContain('undefined');
      }),
    );
  });

  test('cannot reach the prototype of objects', () => {
    const hostile = { ...head, nodes: [{ ...node, params: { constructor: 1, toString: 2 } }] };
    const project = parsed(hostile);
    expect(Object.getPrototypeOf(project.nodes[0]?.params)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('migrations', () => {
  test('lead from every version there was to the newest', () => {
    expect(documentMigrations.length).toBe(documentVersion - firstVersion);
  });

  test('are applied in turn: a made-up version 0 becomes version 1', () => {
    const old = { format: 'netloom', version: 0, layers: [node], title: 'Old' };
    const fromZero = ({ layers, title, ...rest }: Readonly<Record<string, unknown>>) => ({
      ...rest,
      nodes: layers,
      name: title,
    });
    const current = migrate(old, 0, [fromZero], 0);
    const project = projectSchema.parse(current);
    expect(project.name).toBe('Old');
    expect(project.nodes[0]?.label).toBe('A');
    expect(old).toHaveProperty('layers');
  });

  test('run only from the version of the file on', () => {
    const mark = (n: number) => (document: Readonly<Record<string, unknown>>) => ({
      ...document,
      passed: [...((document.passed as number[]) ?? []), n],
    });
    expect(migrate({ version: 1 }, 1, [mark(0), mark(1), mark(2)], 0, 3)).toEqual({
      version: 3,
      passed: [1, 2],
    });
  });
});
