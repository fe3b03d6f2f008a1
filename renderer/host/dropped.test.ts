/** What was dropped, told apart by names. */
import { expect, it } from 'vitest';
import { dropKind } from './dropped.ts';

const file = (name: string) => ({ name, isFolder: false });
const folder = (name: string) => ({ name, isFolder: true });
it.each([
  [[file('net.netloom')], 'project'],
  [[file('best.safetensors')], 'weights'],
  [[file('lenet.onnx')], 'model'],
  [[file('LENET.ONNX')], 'model'],
  [[file('net.onnx.data'), file('net.onnx')], 'model'],
  [[file('a.onnx'), file('b.onnx')], 'data'],
  [[file('net.onnx'), folder('weights')], 'data'],
  [[folder('lenet.onnx')], 'data'],
  [[file('iris.csv')], 'data'],
  [[file('a.netloom'), file('b.netloom')], 'unknown'],
  [[], 'unknown'],
])('%o: %s', (items, kind) => expect(dropKind(items)).toBe(kind));
