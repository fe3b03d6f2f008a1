import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { printProgram } from '../../ir/print.ts';
import type { Program } from '../../ir/types.ts';
import { optimize } from '../../passes/optimize.ts';
import { classField, picture } from '../../testing/sketch.ts';
import { parseProject } from '../document/parse.ts';
import { inferNetwork } from '../infer/infer.ts';
import { lowerNetwork } from './lower.ts';

const file = new URL('../../../assets/projects/lenet5.netloom', import.meta.url);

/** How often each op occurs, most frequent first. */
function census({ instructions }: Program): string {
  const counts = new Map<string, number>();
  for (const { op } of instructions) counts.set(op, (counts.get(op) ?? 0) + 1);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.map(([op, count]) => `${op} ${count}`).join(', ');
}

test('a training step of LeNet-5 has the instructions it should have, and no more', () => {
  const result = parseProject(readFileSync(file, 'utf8'));
  if ('issues' in result) throw new Error('the project does not parse');
  const fields = [picture(28, 28, 1), classField(10)];
  const network = lowerNetwork(inferNetwork(result.project, fields));
  const { program } = network.trainStep(0, 0, 32);
  const optimized = optimize(program);
  const contractions = optimized.instructions.filter(({ op }) => /^(dot|conv)/.test(op));
  // Forward, and for each weight one gradient; the gradient of the first layer's input is not needed.
  expect(contractions).toHaveLength(5 + 5 + 4);
  expect(optimized.updates).toHaveLength(10 * 3);
  expect({
    lowered: program.instructions.length,
    optimized: optimized.instructions.length,
    lines: printProgram(optimized).split('\n').length,
    census: census(optimized),
  }).toMatchSnapshot();
});
