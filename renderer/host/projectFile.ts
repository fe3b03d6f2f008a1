/** A project file that the page itself reads and writes: one opened from this computer or dropped, without a server. */
import type { Expectation, ProjectOnDisk, Revision } from '../../electron/api.ts';
import { askPermission } from './fileAccess.ts';
import { HostError } from './result.ts';

/** Bytes; as files/projects.ts has it. */
const largest = 64 * 2 ** 20;

/** Throws HostError 'file-too-large', 'project-invalid', or what the browser says. */
export async function readFile(file: File): Promise<ProjectOnDisk> {
  if (file.size > largest)
    throw new HostError('file-too-large', `${file.name} is too large to be a project.`);
  const bytes = await file.arrayBuffer();
  const revision = await describe(bytes, file);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const sentence = `${file.name} is not a Netloom project: it is not text.`;
    throw new HostError('project-invalid', sentence);
  }
  // The checksum inside is for whoever parses the text; a browser gives no second generation.
  return { text, revision, generation: 'current', reason: null, other: null };
}

/** Null where the file is gone. */
export async function revisionOfFile(handle: FileSystemFileHandle): Promise<Revision | null> {
  try {
    const file = await handle.getFile();
    return await describe(await file.arrayBuffer(), file);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}

/**
 * From a click (the browser may ask). It writes beside the file and swaps at the end, so that the old or the new one is
 * whole. Null when the file is not as expected; nothing is written then.
 */
export async function writeFile(
  handle: FileSystemFileHandle,
  text: string,
  expected: Expectation,
): Promise<Revision | null> {
  if (!(await askPermission(handle, 'readwrite')))
    throw new HostError(
      'file-unreadable',
      `${handle.name} may not be changed: access was refused.`,
    );
  const bytes = new TextEncoder().encode(text);
  const sha256 = await hashOf(bytes);
  if (expected !== 'any') {
    const found = await revisionOfFile(handle);
    const wanted = expected === 'absent' ? undefined : expected.sha256;
    if (found?.sha256 !== wanted && found?.sha256 !== sha256) return null;
  }
  const writable = await handle.createWritable();
  try {
    await writable.write(bytes);
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => undefined);
    throw error;
  }
  return { modified: (await handle.getFile()).lastModified, size: bytes.length, sha256 };
}

async function describe(bytes: ArrayBuffer, file: File): Promise<Revision> {
  return { modified: file.lastModified, size: bytes.byteLength, sha256: await hashOf(bytes) };
}

async function hashOf(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
