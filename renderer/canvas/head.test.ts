/** The layer that a new head would replace. */
import { expect, it } from 'vitest';
import type { Project } from '../../engine/index.ts';
import { headOf } from './head.ts';

/** `dense relu output`: a chain of these types, called a, b, c … */
function chain(types: string): Pick<Project, 'nodes' | 'edges'> {
  const nodes = types.split(' ').map((type, i) => ({ id: 'abcdefgh'.charAt(i), type }));
  const edges = nodes.slice(1).map(({ id }, i) => ({
    id: `e${i}`,
    from: { node: nodes[i]?.id ?? '', port: 'output' },
    to: { node: id, port: 'input' },
  }));
  return { nodes, edges } as unknown as Project;
}
it.each([
  ['input conv2d flatten dense output', 'd'],
  ['input dense dropout activation output', 'b'],
  ['input conv2d flatten output', 'b'],
  ['input conv2d globalAveragePooling output', null],
  ['input dense', null],
  ['output', null],
])('%s: %s', (types, head) => expect(headOf(chain(types))).toBe(head));
it('does not walk in circles', () => {
  const { nodes, edges } = chain('activation activation output');
  const back = {
    id: 'back',
    from: { node: 'b', port: 'output' },
    to: { node: 'a', port: 'input' },
  };
  expect(headOf({ nodes, edges: [...edges, back] } as Project)).toBeNull();
});
