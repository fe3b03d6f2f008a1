/** All file formats by type, and the one that a file is of. */
import { NetloomError } from '../util/errors.ts';
import { onnx } from './onnx/onnx.ts';
import { safetensors } from './safetensors.ts';
import type { FormatDefinition } from './types.ts';

export const formats: ReadonlyMap<string, FormatDefinition> = new Map(
  [safetensors, onnx].map((format) => [format.type, format]),
);

/** The format of a file with this name and these first bytes; throws NetloomError 'format-unknown'. */
export function findFormat(start: Uint8Array, name: string): FormatDefinition {
  for (const format of formats.values()) if (format.match(start, name)) return format;
  throw new NetloomError(
    'format-unknown',
    `${name} is in no format that Netloom can read: ${[...formats.values()].map((f) => f.name.en).join(', ')}.`,
    name,
  );
}
