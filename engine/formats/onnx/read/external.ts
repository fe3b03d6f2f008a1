/** Tensors that keep their elements in files beside the model in; the bytes of each out, read within bounds. */
import type { ByteSource } from '../../../platform.ts';
import { checkSize, readExactly } from '../../../util/byteReader.ts';
import { NetloomError } from '../../../util/errors.ts';
import type { OpenBeside } from '../../types.ts';
import { dataLocation, type GraphProto, type TensorProto } from '../proto.ts';
import { malformed, shown } from './graph.ts';

/** All external tensors together, in bytes: what one WebAssembly memory can hold. */
const MOST_BYTES = 4 * 2 ** 30;

interface Reference {
  readonly tensor: TensorProto;
  readonly location: string;
  readonly offset: number;
  /** Null: to the end of the file. */
  readonly length: number | null;
}

/**
 * Of the graph's initializers and constants. Throws 'onnx-external-path' for a location that is not plainly beside the file,
 * 'onnx-external-missing' without a host, 'onnx-malformed', 'file-offset-outside', 'file-too-large', and what the host throws.
 */
export async function readExternal(
  graph: GraphProto,
  openBeside: OpenBeside | null,
  place: string,
): Promise<ReadonlyMap<TensorProto, Uint8Array>> {
  const byFile = new Map<string, Reference[]>();
  for (const tensor of tensorsOf(graph)) {
    if (tensor.dataLocation !== dataLocation.external) continue;
    const reference = referenceOf(tensor, place);
    const list = byFile.get(reference.location) ?? [];
    byFile.set(reference.location, list);
    list.push(reference);
  }
  const found = new Map<TensorProto, Uint8Array>();
  let total = 0;
  for (const [location, references] of byFile) {
    if (!openBeside) throw missing(location, place);
    const source = await openBeside(location);
    try {
      for (const reference of references) {
        const bytes = await read(source, reference, place);
        total += bytes.length;
        checkSize(total, MOST_BYTES, place);
        found.set(reference.tensor, bytes);
      }
    } finally {
      await source.close();
    }
  }
  return found;
}

function tensorsOf(graph: GraphProto): readonly TensorProto[] {
  const constants = graph.node.flatMap(({ attribute }) => attribute.flatMap(({ t }) => t ?? []));
  return [...graph.initializer, ...constants];
}

function referenceOf(tensor: TensorProto, place: string): Reference {
  const name = tensor.name ?? '';
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key ?? '', value ?? '']));
  const number = (key: string): number | null => {
    const text = entries.get(key);
    if (text === undefined) return null;
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value)) return value;
    throw malformed(place, `${shown(name)} has no sound ${key} for its external data`, name);
  };
  // Some programs spell a file beside the model as "./weights.bin".
  const location = (entries.get('location') ?? '').replace(/^(?:\.\/)+/, '');
  checkLocation(location, `${place}, ${shown(name)}`);
  return { tensor, location, offset: number('offset') ?? 0, length: number('length') };
}

/** Only names of files in the model's folder or below, in one spelling. */
export function checkLocation(location: string, place: string): void {
  const parts = location.split('/');
  const plain =
    location.length <= 1024 &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    !/[\u0000-\u001f\u007f\\:]/.test(location) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (plain) return;
  throw new NetloomError(
    'onnx-external-path',
    `The file keeps weights in ${JSON.stringify(location.slice(0, 200))}, which is not a file beside it; it is not opened.`,
    place,
  );
}

async function read(source: ByteSource, reference: Reference, place: string): Promise<Uint8Array> {
  const { offset, tensor } = reference;
  const length = reference.length ?? Math.max(0, source.size - offset);
  if (offset + length > source.size) {
    throw new NetloomError(
      'file-offset-outside',
      `${shown(tensor.name ?? '')} says it lies at bytes ${offset} to ${offset + length} of ${source.name}, but there are ${source.size}.`,
      `${place}, ${shown(tensor.name ?? '')}`,
    );
  }
  checkSize(length, MOST_BYTES, source.name);
  return readExactly(source, offset, length);
}

function missing(location: string, place: string): NetloomError {
  return new NetloomError(
    'onnx-external-missing',
    `The weights lie in ${JSON.stringify(location)}, a file beside ${place}: open the model from its folder.`,
    place,
  );
}
