/** Checkpoints: the state of a run as bytes with a length and a SHA-256 inside, kept in two generations. */
import type { Platform } from '../platform.ts';
import { NetloomError } from '../util/errors.ts';
import { sha256 } from '../util/sha256.ts';

/** JSON-able facts of the run beside its tensors. */
export interface CheckpointHeader {
  readonly version: 1;
  /** Grows with every save: the newest valid generation wins. */
  readonly sequence: number;
  /** SHA-256 of what must be equal for a resume to be exact: document, data, options. */
  readonly run: string;
  /** Progress of the trainer, as the trainer defines it. */
  readonly progress: unknown;
}
export interface Checkpoint {
  readonly header: CheckpointHeader;
  /** By state name; weights of the best epoch under `best:<name>`. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

const magic = 0x4b434c4e; // "NLCK", little-endian
const prefixBytes = 20;
const hashBytes = 32;

/**
 * Layout, little-endian: magic u32, version u32, header length u32, total length u64, header JSON (padded to 4
 * with spaces), tensors' f32 bytes in header order, SHA-256 of everything before it.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const tensors = [...checkpoint.tensors].map(([name, values]) => ({
    name,
    length: values.length,
  }));
  const json = new TextEncoder().encode(JSON.stringify({ ...checkpoint.header, tensors }));
  const headerLength = Math.ceil(json.length / 4) * 4;
  const dataLength = tensors.reduce((sum, { length }) => sum + 4 * length, 0);
  const total = prefixBytes + headerLength + dataLength + hashBytes;
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, 1, true);
  view.setUint32(8, headerLength, true);
  view.setBigUint64(12, BigInt(total), true);
  bytes.fill(0x20, prefixBytes, prefixBytes + headerLength);
  bytes.set(json, prefixBytes);
  let offset = prefixBytes + headerLength;
  for (const values of checkpoint.tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  bytes.set(sha256(bytes.subarray(0, offset)), offset);
  return bytes;
}

/** Throws NetloomError `checkpoint-damaged` when anything is short, longer, or does not match its hash. */
export function decodeCheckpoint(bytes: Uint8Array, place: string): Checkpoint {
  const damaged = (why: string) =>
    new NetloomError('checkpoint-damaged', `The checkpoint cannot be used: ${why}.`, place);
  if (bytes.length < prefixBytes + hashBytes) throw damaged('it is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== magic) throw damaged('it is not a Netloom checkpoint');
  if (view.getUint32(4, true) !== 1) throw damaged('it was written by a newer version of Netloom');
  if (view.getBigUint64(12, true) !== BigInt(bytes.length))
    throw damaged('its length is not the one it states');
  const end = bytes.length - hashBytes;
  const hash = sha256(bytes.subarray(0, end));
  if (hash.some((byte, i) => byte !== bytes[end + i])) throw damaged('its checksum does not match');
  const headerLength = view.getUint32(8, true);
  const dataStart = prefixBytes + headerLength;
  if (dataStart > end) throw damaged('its header is longer than the file');
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(prefixBytes, dataStart)),
  ) as CheckpointHeader & {
    tensors: { name: string; length: number }[];
  };
  const tensors = new Map<string, Float32Array>();
  let offset = dataStart;
  for (const { name, length } of header.tensors) {
    if (offset + 4 * length > end) throw damaged('its tensors do not fit');
    tensors.set(name, new Float32Array(bytes.slice(offset, offset + 4 * length).buffer));
    offset += 4 * length;
  }
  return { header, tensors };
}

/** Two generations in a folder; a save goes over the older one, so one good checkpoint always stands. */
export class CheckpointStore {
  readonly directory: string;
  private readonly platform: Platform;
  private sequence = 0;

  constructor(platform: Platform, directory: string) {
    this.platform = platform;
    this.directory = directory;
  }

  private path(sequence: number): string {
    return this.platform.joinPath(this.directory, `checkpoint-${sequence % 2}.nlck`);
  }

  /** Returns the path written. */
  async save(
    run: string,
    progress: unknown,
    tensors: ReadonlyMap<string, Float32Array>,
  ): Promise<string> {
    await this.platform.makeDirectory(this.directory);
    const sequence = this.sequence + 1;
    const path = this.path(sequence);
    await this.platform.writeAtomic(
      path,
      encodeCheckpoint({ header: { version: 1, sequence, run, progress }, tensors }),
    );
    this.sequence = sequence;
    return path;
  }

  /** The newest generation that is whole, or null when there is none; throws when all there are damaged. */
  async load(): Promise<Checkpoint | null> {
    let newest: Checkpoint | null = null;
    let problem: unknown = null;
    for (const sequence of [0, 1]) {
      const path = this.path(sequence);
      try {
        const checkpoint = decodeCheckpoint(await this.readAll(path), path);
        if (!newest || checkpoint.header.sequence > newest.header.sequence) newest = checkpoint;
      } catch (error) {
        if (!(error instanceof NetloomError)) throw error;
        if (error.code !== 'file-not-found') problem = error;
      }
    }
    if (!newest && problem) throw problem;
    if (newest) this.sequence = newest.header.sequence;
    return newest;
  }

  private async readAll(path: string): Promise<Uint8Array> {
    const file = await this.platform.openFile(path);
    try {
      return await file.read(0, file.size);
    } finally {
      await file.close();
    }
  }
}
