import { afterAll, describe, expect, it } from 'vitest';
import type { Session, TensorData } from '../backends/types.ts';
import { wasmBackend } from '../backends/wasm/index.ts';
import { ProgramBuilder } from '../ir/builder.ts';
import * as ir from '../ir/construct.ts';
import { opNames } from '../ir/ops/index.ts';
import type { DType, OpName, Program, Shape, ValueId } from '../ir/types.ts';
import { RandomStream } from '../util/random.ts';
import { sha256 } from '../util/sha256.ts';
import { expectClose, type Tolerance } from './close.ts';
import { type OpCase, opCases } from './opCases.ts';
import { denseNetwork, NetworkBuilder, residualNetwork } from './smallNetworks.ts';
import { type Feed, paramsOf, runOnce, type Target, targets } from './targets.ts';
import { testPlatform } from './threads.ts';

const [exact, single] = targets as readonly [Target, Target, Target];
const threaded = (threads: number, sharedMemory = true) => ({
  name: sharedMemory ? `${threads} threads` : 'the calling thread',
  threads,
  backend: wasmBackend(testPlatform({ sharedMemory })),
});
const wasm = threaded(2);

describe('each op on wasm', () => {
  it('has cases', () => {
    expect(Object.keys(opCases).sort()).toEqual([...opNames].sort());
  });
  it.each(opNames)('%s equals the reference', async (op) => {
    const { program, feed } = programOf(op, opCases[op]);
    const onWasm = { ...wasm, tolerance: exact.tolerance };
    const [expected, found] = await Promise.all([
      runOnce(single, program, feed),
      runOnce(onWasm, program, feed),
    ]);
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected))
      expectClose(`${op} ${name}`, found[name] ?? [], values, {
        relative: 3e-6,
        absolute: values instanceof Float32Array ? 3e-6 : 1e-9,
      });
  });
});

/** All cases of an op in one Program, so that they also meet in fusion and in the memory plan. */
function programOf(op: OpName, cases: readonly OpCase[]): { program: Program; feed: Feed } {
  const e = new ProgramBuilder();
  const stream = new RandomStream(11, op.length);
  const feed: Record<string, number[]> = { weight: draw(stream, [3, 4], 'f32', 'any') };
  cases.forEach(({ operands, domain, build }, number) => {
    const values = operands.map(({ shape, dtype }, i) => {
      const name = `x${number}.${i}`;
      feed[name] = draw(stream, shape, dtype, domain);
      return ir.input(e, name, shape, dtype);
    });
    build(e, values).forEach((value, i) => {
      e.output(`y${number}.${i}`, value);
    });
  });
  return { program: e.finish(op), feed };
}
function draw(stream: RandomStream, shape: Shape, dtype: DType, domain: OpCase['domain']) {
  const one = () => {
    const x = stream.uniform();
    if (dtype === 'bool') return Number(x < 0.5);
    if (domain === 'small') return Math.floor(x * 4);
    const size = 0.2 + 1.8 * x;
    return domain === 'any' && stream.uniform() < 0.5 ? -size : size;
  };
  return Array.from({ length: shape.reduce((n, d) => n * d, 1) }, one);
}

/** conv – norm – relu – max pooling – dropout – residual – dense, by Adam. */
function pictureNetwork(batch: number) {
  const net = new NetworkBuilder();
  const { e } = net;
  const x = net.input('x', [batch, 12, 12, 3]);
  const seed = ir.input(e, 'seed', [], 'u32');
  const step = ir.input(e, 'step', [], 'u32');
  net.inputs.seed = [5];
  net.inputs.step = [1];
  const stem = net.relu(net.batchNorm('norm0', net.conv('conv0', x, 8, false)));
  const halved = {
    size: [2, 2],
    stride: [2, 2],
    padding: [
      [0, 0],
      [0, 0],
    ],
  } as const;
  const pooled = ir.windowMax(e, stem, halved)[0] as ValueId;
  const kept = ir.less(
    e,
    ir.random(e, seed, step, [batch, 6, 6, 8], { node: 9, use: 0 }),
    ir.num(0.8),
  );
  const dropped = ir.select(e, kept, ir.mul(e, pooled, ir.num(1 / 0.8)), ir.num(0));
  const inner = net.relu(net.batchNorm('norm1', net.conv('conv1', dropped, 8, false)));
  const joined = net.relu(
    ir.add(e, net.batchNorm('norm2', net.conv('conv2', inner, 8, false)), dropped),
  );
  const scores = net.dense('scores', ir.mean(e, joined, [1, 2]), 5);
  const loss = net.crossentropy(scores, net.labels('labels', batch, 5));
  e.output('loss', loss);
  net.adam(loss);
  return net.finish('pictures');
}

const networks = [denseNetwork(7), residualNetwork(), pictureNetwork(6)];
const STEPS = 5;

interface Trained {
  readonly losses: readonly number[];
  readonly state: ReadonlyMap<string, TensorData>;
}
async function train(session: Session, network: (typeof networks)[number]): Promise<Trained> {
  const { program, inputs, params } = network;
  for (const { name } of paramsOf(program)) session.writeState(name, params[name] ?? []);
  const executable = await session.load(program);
  const losses: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const slot = await executable.acquire();
    for (const [name, view] of Object.entries(slot.inputs)) view.set(inputs[name] ?? []);
    slot.inputs.rate?.fill(0.01);
    slot.inputs.step?.fill(step);
    losses.push((await slot.run()).outputs.loss?.[0] ?? Number.NaN);
  }
  const state = paramsOf(program).map(({ name }) => [name, session.readState(name)] as const);
  return { losses, state: new Map(state) };
}
async function trainOn(
  target: Pick<Target, 'backend' | 'precision'> & { readonly threads?: number },
  network: (typeof networks)[number],
): Promise<Trained> {
  const { backend, precision, threads = 1 } = target;
  const state = paramsOf(network.program);
  const session = await backend.createSession({
    threads,
    state,
    ...(precision ? { precision } : {}),
  });
  try {
    return await train(session, network);
  } finally {
    await session.close();
  }
}
function digest({ state }: Trained): string {
  return [...state.values()]
    .map(({ buffer, byteOffset, byteLength }) =>
      sha256(new Uint8Array(buffer, byteOffset, byteLength)),
    )
    .join();
}

describe.each(networks)('training $program.name', (network) => {
  const tolerance: Tolerance = { relative: 2e-3, absolute: 2e-4 };

  it('on wasm equals f64 over several steps', async () => {
    const [expected, found] = await Promise.all([trainOn(exact, network), trainOn(wasm, network)]);
    expectClose('losses', found.losses, expected.losses, { relative: 1e-4, absolute: 1e-5 });
    for (const [name, values] of expected.state)
      expectClose(name, found.state.get(name) ?? [], values, tolerance);
  });

  it('gives the same bits on 1, 2 and 3 threads and without shared memory', async () => {
    const runs = await Promise.all(
      [threaded(1), threaded(2), threaded(3), threaded(1, false)].map((target) =>
        trainOn(target, network),
      ),
    );
    const [first, ...others] = runs.map(digest);
    for (const other of others) expect(other).toBe(first);
  });
});

describe('a session', () => {
  const sessions: Session[] = [];
  afterAll(async () => {
    for (const session of sessions) await session.close();
  });
  it('trains and evaluates over the same state, and halts on a step that is not finite', async () => {
    const net = new NetworkBuilder();
    const x = net.input('x', [4, 6]);
    const loss = net.crossentropy(net.dense('scores', x, 3), net.labels('labels', 4, 3));
    net.e.output('loss', loss);
    net.adam(loss);
    const { program } = net.finish('train');
    const session = await wasm.backend.createSession({ threads: 2, state: paramsOf(program) });
    sessions.push(session);
    for (const { name } of paramsOf(program)) session.writeState(name, net.params[name] ?? []);
    const e = new ProgramBuilder();
    e.output('kernel', ir.mul(e, ir.param(e, 'scores/kernel', [6, 3]), ir.num(2)));
    const look = await session.load(e.finish('look'));
    const step = await session.load(program, { haltOutput: 'finite' });
    const run = async (rate: number, scale: number) => {
      const slot = await step.acquire();
      for (const [name, view] of Object.entries(slot.inputs)) view.set(net.inputs[name] ?? []);
      slot.inputs.x?.forEach((value, i, all) => {
        all[i] = value * scale;
      });
      slot.inputs.rate?.fill(rate);
      return slot.run();
    };
    expect(await run(0.1, 1)).toMatchObject({
      status: 'done',
      outputs: { finite: new Uint8Array([1]) },
    });
    const before = session.readState('scores/kernel');
    const seen = await (await look.acquire()).run();
    expect([...(seen.outputs.kernel ?? [])]).toEqual([...before].map((w) => w * 2));
    expect(await run(0.1, Number.NaN)).toMatchObject({
      status: 'done',
      outputs: { finite: new Uint8Array([0]) },
    });
    expect((await run(0.1, 1)).status).toBe('skipped');
    expect(session.readState('scores/kernel')).toEqual(before);
    session.resume();
    expect((await run(0.1, 1)).status).toBe('done');
    expect(session.readState('scores/kernel')).not.toEqual(before);
  });
});
