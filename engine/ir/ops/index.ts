/** The registry of ops: an op name in, all that the IR knows of it out. A missing record does not compile. */
import type { OpDefinition, OpName } from '../types.ts';
import { convolutions } from './conv.ts';
import { dot } from './dot.ts';
import { elementwise } from './elementwise.ts';
import { movement } from './movement.ts';
import { reductions } from './reductions.ts';
import { sources } from './sources.ts';
import { windows } from './windows.ts';

export const operations: { readonly [N in OpName]: OpDefinition<N> } = {
  ...sources,
  ...elementwise,
  ...reductions,
  dot,
  ...convolutions,
  ...windows,
  ...movement,
};

export const opNames = Object.keys(operations) as readonly OpName[];

export function definitionOf<N extends OpName>(op: N): OpDefinition<N> {
  return operations[op];
}
