/** A node's ports in, where each of them sits on its border out. */
import type { PortSummary } from '../../engine/index.ts';
import { nodeHeight, nodeWidth, portSize } from './geometry.ts';

export type Side = 'left' | 'right' | 'top';
export interface PortPlace {
  readonly name: string;
  readonly role: 'input' | 'output';
  readonly side: Side;
  /** Of the port's middle, from the node's top left corner. */
  readonly x: number;
  readonly y: number;
  /**
   * 'wiring': shown only when wired, while something is being wired, or in a selected node; 'wired': only when wired, as
   * for what a loss or an output gives.
   */
  readonly shown: 'always' | 'wiring' | 'wired';
  readonly variadic: boolean;
}

/** `skip` comes in from above, as it leads over the layers that it goes around. */
const comesFromAbove = ({ name }: PortSummary): boolean => name === 'skip';
const isOnDemand = ({ optional, data }: PortSummary): boolean => optional || data !== undefined;
const spacing = 24;

export function portPlaces(
  inputs: readonly PortSummary[],
  outputs: readonly PortSummary[],
  isEnd: boolean,
): readonly PortPlace[] {
  // A field of the data is chosen in the inspector; nothing can be wired there.
  const wirable = inputs.filter(({ data }) => data !== 'feature');
  const left = wirable.filter((port) => !comesFromAbove(port));
  const required = left.filter((port) => !isOnDemand(port)).length;
  const first = nodeHeight / 2 - (Math.max(0, required - 1) * spacing) / 2;
  const place = (
    port: PortSummary,
    role: 'input' | 'output',
    side: Side,
    x: number,
    y: number,
  ): PortPlace => ({
    name: port.name,
    role,
    side,
    x,
    y,
    shown:
      role === 'output' ? (isEnd ? 'wired' : 'always') : isOnDemand(port) ? 'wiring' : 'always',
    variadic: port.variadic,
  });
  return [
    ...left.map((port, i) =>
      place(port, 'input', 'left', 0, Math.min(nodeHeight - portSize / 2, first + i * spacing)),
    ),
    ...wirable
      .filter(comesFromAbove)
      .map((port, i) => place(port, 'input', 'top', 30 + i * spacing, 0)),
    ...outputs.map((port, i) =>
      place(port, 'output', 'right', nodeWidth, nodeHeight / 2 + i * spacing),
    ),
  ];
}
