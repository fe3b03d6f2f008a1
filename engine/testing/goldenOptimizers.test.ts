import { describe, expect, test } from 'vitest';
import { ProgramBuilder } from '../ir/builder.ts';
import { input, param } from '../ir/construct.ts';
import type { Emitter, Program, ValueId } from '../ir/types.ts';
import { clipByNorm, clipByValue, globalNorm } from '../optim/clip.ts';
import { optimizerDefinition, optimizers } from '../optim/index.ts';
import { expectClose } from './close.ts';
import { type ClipChoice, goldens, type OptimizerCase } from './goldenCases.ts';
import { type Feed, runOnce, type Target, targets, withBench } from './targets.ts';

const { parameters, gradients, cases } = goldens('optimizers');

function clipped(e: Emitter, given: readonly ValueId[], clip?: ClipChoice): readonly ValueId[] {
  if (!clip) return given;
  return clip.by === 'value' ? clipByValue(e, given, clip.limit) : clipByNorm(e, given, clip.limit);
}

/** One step of the optimizer on every parameter, and what its state starts with. */
function stepProgram(golden: OptimizerCase): { program: Program; initial: Feed } {
  const definition = optimizerDefinition(golden.optimizer);
  const params = definition.params.parse(golden.params);
  const names = Object.keys(definition.scalars(params, { step: 1, learningRate: 1 }));
  const e = new ProgramBuilder();
  const initial: Record<string, readonly number[]> = {};
  const scalars = Object.fromEntries(names.map((name) => [name, input(e, `scalar:${name}`, [])]));
  const given = parameters.map(({ shape }, i) => input(e, `gradient ${i}`, shape));
  const used = clipped(e, given, golden.clip);
  parameters.forEach(({ shape, data }, i) => {
    initial[`parameter ${i}`] = data;
    const slots: Record<string, ValueId> = {};
    for (const { name, initial: start } of definition.slots) {
      slots[name] = param(e, `${name} ${i}`, shape);
      initial[`${name} ${i}`] = data.map(() => start(params));
    }
    const parameter = param(e, `parameter ${i}`, shape);
    const gradient = used[i] as ValueId;
    const next = definition.update(e, params, { parameter, gradient, slots, scalars });
    e.update(`parameter ${i}`, next.parameter);
    expect(Object.keys(next.slots)).toEqual(definition.slots.map((slot) => slot.name));
    for (const [name, value] of Object.entries(next.slots)) e.update(`${name} ${i}`, value);
  });
  return { program: e.finish(golden.optimizer), initial };
}

async function expectTrajectory(target: Target, golden: OptimizerCase): Promise<void> {
  const definition = optimizerDefinition(golden.optimizer);
  const params = definition.params.parse(golden.params);
  const { program, initial } = stepProgram(golden);
  await withBench(target, program, initial, async (bench) => {
    for (const [index, expected] of golden.trajectory.entries()) {
      const at = { step: index + 1, learningRate: golden.params.learningRate };
      const feed: Record<string, readonly number[]> = {};
      for (const [name, value] of Object.entries(definition.scalars(params, at)))
        feed[`scalar:${name}`] = [value];
      gradients[index]?.forEach(({ data }, i) => {
        feed[`gradient ${i}`] = data;
      });
      await bench.step(feed);
      for (const [i, values] of expected.entries())
        expectClose(
          `step ${index + 1}, parameter ${i}`,
          bench.state(`parameter ${i}`),
          values,
          target.tolerance,
        );
    }
  });
}

test('every optimizer has goldens with and without weight decay', () => {
  for (const [type, definition] of optimizers) {
    const decays = cases
      .filter((golden) => golden.optimizer === type)
      .map((golden) => definition.params.parse(golden.params) as { weightDecay: number });
    expect(new Set(decays.map(({ weightDecay }) => weightDecay)).size, type).toBeGreaterThan(1);
  }
  expect(cases.every((golden) => golden.trajectory.length === 20)).toBe(true);
});

describe.each(targets)('on $name', (target) => {
  test.each(cases)('20 steps of $optimizer $params $clip', (golden) =>
    expectTrajectory(target, golden),
  );

  test.each(goldens('clipping'))('clipping by $clip.by', async (golden) => {
    const e = new ProgramBuilder();
    const given = golden.gradients.map(({ shape }, i) => input(e, `gradient ${i}`, shape));
    e.output('norm', globalNorm(e, given));
    clipped(e, given, golden.clip).forEach((value, i) => {
      e.output(`clipped ${i}`, value);
    });
    const feed = Object.fromEntries(golden.gradients.map(({ data }, i) => [`gradient ${i}`, data]));
    const outputs = await runOnce(target, e.finish('clip'), feed);
    if (golden.norm !== undefined)
      expectClose('norm', outputs.norm ?? [], [golden.norm], target.tolerance);
    golden.clipped.forEach(({ data }, i) => {
      expectClose(`clipped ${i}`, outputs[`clipped ${i}`] ?? [], data, target.tolerance);
    });
  });
});
