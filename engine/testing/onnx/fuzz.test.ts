/** Sound files whose messages are changed at random, so that mutants get past the decoder: read, or refused with a place. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
} from '../../formats/onnx/proto.ts';
import { decodeModel } from '../../formats/onnx/protoDecode.ts';
import { encodeModel } from '../../formats/onnx/protoEncode.ts';
import { operators } from '../../formats/onnx/read/operators/index.ts';
import { readOnnx } from '../../formats/onnx/read/readModel.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { NetloomError } from '../../util/errors.ts';
import { bytesOf, FILE } from '../fileCases.ts';
import { bytesOfFile } from './imported.ts';

const names =
  'mlp grouped strided residual sizeView batchNorm depthwise inception activations pools reshapes shuffle twoWays products dropout fixedBatch unknown'.split(
    ' ',
  );
const seeds = new Map(names.map((name) => [name, decodeModel(bytesOfFile(`${name}.onnx`), name)]));

/** Numbers that break readers: signs, zeros, sizes of memory, the edges of 32 and 64 bits. */
const number = fc.constantFrom(
  0,
  1,
  -1,
  2,
  3,
  5,
  7,
  64,
  1000,
  2 ** 20,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
);
const opType = fc.constantFrom(...operators.keys(), 'Constant', 'Gather', 'Slice', 'Frobnicate');
const edit = fc.record({
  /** Which operator, constant or value; counted around. */
  at: fc.nat(200),
  other: fc.nat(200),
  kind: fc.constantFrom(
    'drop operator',
    'repeat operator',
    'swap operators',
    'other type',
    'other input',
    'drop input',
    'attribute numbers',
    'attribute number',
    'drop attribute',
    'attribute of another',
    'dims',
    'whole numbers',
    'element type',
    'input shape',
    'version',
  ),
  number,
  numbers: fc.array(number, { maxLength: 5 }),
  opType,
});
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

const around = <T>(list: readonly T[], at: number): number => at % Math.max(1, list.length);
function replaced<T>(list: readonly T[], at: number, make: (item: T) => T): readonly T[] {
  const place = around(list, at);
  return list.map((item, i) => (i === place ? make(item) : item));
}

function edited(model: ModelProto, change: Edit): ModelProto {
  const graph = model.graph as GraphProto;
  const onNode = (make: (node: NodeProto) => NodeProto) => ({
    ...model,
    graph: { ...graph, node: replaced(graph.node, change.at, make) },
  });
  const onAttribute = (make: (attribute: AttributeProto) => AttributeProto) =>
    onNode((node) => ({ ...node, attribute: replaced(node.attribute, change.other, make) }));
  const onTensor = (make: (tensor: TensorProto) => TensorProto) => ({
    ...model,
    graph: { ...graph, initializer: replaced(graph.initializer, change.at, make) },
  });
  const withNodes = (node: readonly NodeProto[]) => ({ ...model, graph: { ...graph, node } });
  const place = around(graph.node, change.at);
  const second = around(graph.node, change.other);
  const [a, b] = [graph.node[place] as NodeProto, graph.node[second] as NodeProto];
  switch (change.kind) {
    case 'drop operator':
      return withNodes(graph.node.filter((_, i) => i !== place));
    case 'repeat operator':
      return withNodes(graph.node.flatMap((node, i) => (i === place ? [node, node] : [node])));
    case 'swap operators':
      return withNodes(graph.node.map((node, i) => (i === place ? b : i === second ? a : node)));
    case 'other type':
      return onNode((node) => ({ ...node, opType: change.opType }));
    case 'other input': {
      const made = [...graph.node.slice(0, place).flatMap(({ output }) => output), 'input0'];
      const taken = [...made, ...graph.initializer.map(({ name }) => name ?? '')];
      const input = taken[around(taken, change.other)] as string;
      return onNode((node) => ({
        ...node,
        input: replaced(node.input, change.numbers.length, () => input),
      }));
    }
    case 'drop input':
      return onNode((node) => ({ ...node, input: node.input.slice(0, change.numbers.length) }));
    case 'attribute numbers':
      return onAttribute((attribute) => ({ ...attribute, ints: change.numbers }));
    case 'attribute number':
      return onAttribute((attribute) => ({ ...attribute, i: change.number, f: change.number }));
    case 'drop attribute':
      return onNode((node) => ({
        ...node,
        attribute: node.attribute.filter((_, i) => i !== around(node.attribute, change.other)),
      }));
    case 'attribute of another':
      return onNode((node) => ({ ...node, attribute: [...node.attribute, ...b.attribute] }));
    case 'dims':
      return onTensor((tensor) => ({ ...tensor, dims: change.numbers }));
    case 'whole numbers':
      return onTensor((tensor) => {
        const { rawData: _, ...rest } = tensor;
        return { ...rest, dataType: 7, dims: [change.numbers.length], int64Data: change.numbers };
      });
    case 'element type':
      return onTensor((tensor) => ({ ...tensor, dataType: Math.abs(change.number) % 20 }));
    case 'input shape':
      return {
        ...model,
        graph: {
          ...graph,
          input: replaced(graph.input, change.at, (input) => ({
            ...input,
            type: {
              tensorType: {
                elemType: 1,
                shape: { dim: change.numbers.map((dimValue) => ({ dimValue })) },
              },
            },
          })),
        },
      };
    case 'version':
      return { ...model, opsetImport: [{ version: change.number }] };
    default:
      return change.kind satisfies never;
  }
}

test('networks changed at random are read, or refused with a code and a place', async () => {
  const outcomes = new Map<string, number>();
  const count = (what: string) => outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
  const property = fc.asyncProperty(
    fc.constantFrom(...names),
    fc.array(edit, { minLength: 1, maxLength: 4 }),
    async (name, changes) => {
      const seed = seeds.get(name) as ModelProto;
      const bytes = bytesOf(...encodeModel(changes.reduce(edited, seed)).pieces);
      const start = performance.now();
      try {
        const { project, weights } = await readOnnx(bytes, FILE, null);
        inferNetwork(project, null);
        // Weights are never much more than what the file holds.
        const elements = weights.reduce((sum, { data }) => sum + data.length, 0);
        expect(elements).toBeLessThan(2 ** 22 + 8 * bytes.length);
        const whole = project.nodes.every(({ type }) => type !== 'placeholder');
        count(whole ? 'read' : 'placeholder');
      } catch (error) {
        if (!(error instanceof NetloomError)) throw error;
        expect(error.place).toContain(FILE);
        count(error.code);
      }
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );
  await fc.assert(property, { numRuns: Number(process.env.NETLOOM_FUZZ) || 3000, seed: 31 });
  // Mutants that all end in one way would try nothing.
  for (const what of ['read', 'placeholder', 'onnx-malformed', 'size-overflow'])
    expect(outcomes.get(what) ?? 0, what).toBeGreaterThan(20);
}, 600_000);
