import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../backends/reference/index.ts';
import { lower } from '../testing/lowered.ts';
import { valueField, vector } from '../testing/sketch.ts';
import { announcing, announcingPrograms } from './busy.ts';

const nodes = { x: ['input'], d: ['dense', { units: 1 }], l: ['meanSquaredError'] } as const;
const network = () => lower(nodes, ['x > d > l'], [vector(2), valueField()]);

describe('what is told of computing', () => {
  it('is the making of each Program, once', () => {
    const told: boolean[] = [];
    const announced = announcingPrograms(network(), (busy) => told.push(busy));
    const first = announced.trainStep(0, 0, 4);
    for (let i = 0; i < 5; i++) expect(announced.trainStep(0, 0, 4)).toBe(first);
    expect(told).toEqual([true, false]);
    announced.trainStep(0, 0, 3);
    announced.probe(['x', 'd'], 1);
    announced.probe(['x'], 1);
    announced.evaluation(4);
    announced.prediction(4);
    announced.diagnosis(0, 0, 4);
    expect(told).toHaveLength(14);
    expect(announced.state).toHaveLength(4 + 2);
  });
  it('is the compiling of each Program, once, and its end also when it fails', async () => {
    const told: boolean[] = [];
    const made = network();
    const session = await announcing(referenceBackend, (busy) => told.push(busy)).createSession({
      state: made.state,
      threads: 1,
    });
    const { program } = made.prediction(2);
    const executable = await session.load(program);
    expect(await session.load(program)).toBe(executable);
    expect(told).toEqual([true, false]);
    const stranger = lower(
      { ...nodes, d2: ['dense'], o: ['output'] },
      ['x > d > l', 'x > d2 > o'],
      [vector(2), valueField()],
    );
    await expect(session.load(stranger.prediction(1).program)).rejects.toThrow();
    expect(told).toEqual([true, false, true, false]);
    await session.close();
  });
});
