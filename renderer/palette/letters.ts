/** The letters that add a layer from the canvas: Shift and the letter, as plain `c` connects. */
import type { Action } from '../actions/registry.ts';
import { focusCanvas } from '../canvas/camera.ts';
import { placeSomewhere } from '../canvas/place.ts';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';

/** By the palette item's key. */
const letters: Readonly<Record<string, string>> = {
  input: 'I',
  output: 'O',
  dense: 'D',
  conv2d: 'C',
  maxPooling2d: 'M',
  averagePooling2d: 'V',
  globalAveragePooling: 'G',
  batchNormalization: 'B',
  dropout: 'P',
  relu: 'A',
  flatten: 'F',
  residual: 'R',
  sparseCategoricalCrossentropy: 'X',
};
export const shortcutOf = (key: string): string | undefined =>
  Object.hasOwn(letters, key) ? `Shift+${letters[key]}` : undefined;

export function addByKey(key: string): void {
  const item = useNetwork.getState().catalogue?.palette.find((candidate) => candidate.key === key);
  if (item) placeSomewhere(item);
  focusCanvas();
}
export const shiftedActions: readonly Action[] = Object.entries(letters).map(([key, letter]) => ({
  id: `add-${key}`,
  label: `add-${key}`,
  group: 'canvas',
  shortcuts: [`Shift+${letter}`],
  canvasOnly: true,
  enabled: () => !useDocument.getState().readOnly && useNetwork.getState().catalogue !== null,
  run: () => addByKey(key),
}));
