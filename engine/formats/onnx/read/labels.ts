/** Names of operators and weights as exporters write them in; labels as people read them out. */
import type { Operator } from './graph.ts';

/** Endings that name a weight of a layer rather than the layer. */
const weightName = /[./](?:weight|bias|kernel|gamma|weight_\d+|W|B)$/;
/** Names that exporters make up for weights that they changed. */
const madeUp = /^(?:onnx::|_?\d+$)/;

/**
 * The layer's name where a weight tells it (`features.0.weight`), else the operator's (`/features/features.1/Relu`) without
 * its type, else the type.
 */
export function labelFor({ type, name, inputs }: Operator, isConstant: (name: string) => boolean) {
  const plain = type.slice(type.lastIndexOf('.') + 1);
  const weight = inputs.find(
    (input) => isConstant(input) && weightName.test(input) && !madeUp.test(input),
  );
  const layer = weight?.replace(weightName, '') ?? (name === '' ? '' : pathOf(name, plain));
  const clean = cleanLabel(layer);
  if (clean === '') return plain;
  return /^[\d.]+$/.test(clean) ? `${plain} ${clean}` : clean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const forbidden = /[/\u0000-\u001f\u007f]+/g;
/** Free of what labels must not contain, and not too long. */
export function cleanLabel(text: string): string {
  return text.replace(forbidden, '.').trim().slice(0, 100).trim();
}

/** PyTorch's `/layer1/layer1.0/conv/Conv_2` is `layer1.0.conv`: parts that repeat the one before them stand for both. */
function pathOf(name: string, type: string): string {
  const parts = name
    .split('/')
    .filter((part) => part !== '')
    .slice(0, 40);
  const last = parts.at(-1) ?? '';
  const isType =
    last === type || (last.startsWith(`${type}_`) && /^\d+$/.test(last.slice(type.length + 1)));
  const path: string[] = [];
  for (const part of isType ? parts.slice(0, -1) : parts) {
    if (path.length > 0 && part.startsWith(`${path.at(-1)}.`)) path.pop();
    path.push(part);
  }
  return path.length === 0 ? last : path.join('.');
}

/** In files that Netloom wrote all operators of a layer are called by its label, some with more behind a slash. */
export const ownLabel = ({ name, type }: Operator): string => name.split('/')[0] || type;
