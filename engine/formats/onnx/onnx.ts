/** ONNX as a format: whole networks, which other programs run. */
import type { FormatDefinition } from '../types.ts';
import { readOnnx } from './read/readModel.ts';
import { writeOnnx } from './write/writeOnnx.ts';

export const onnx: FormatDefinition = {
  type: 'onnx',
  name: { en: 'ONNX', zh: 'ONNX 模型' },
  extensions: ['onnx'],
  match: (start, name) => {
    // Nearly every program writes the IR version first: field 1, a small number.
    const [tag, version] = start;
    return /\.onnx$/i.test(name) || (tag === 0x08 && version !== undefined && version < 32);
  },
  readModel: readOnnx,
  writeModel: writeOnnx,
};
