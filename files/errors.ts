/** What Node's file system throws in; a NetloomError with one plain sentence out. */
import { NetloomError } from '../engine/index.ts';

const sentences: Readonly<Record<string, readonly [code: string, sentence: string]>> = {
  ENOENT: ['file-not-found', '% does not exist.'],
  EACCES: ['file-unreadable', '% may not be opened: permission is missing.'],
  EPERM: ['file-unreadable', '% may not be changed: permission is missing.'],
  EISDIR: ['file-unreadable', '% is a folder, not a file.'],
  ENOTDIR: ['file-not-found', '% lies under something that is not a folder.'],
  ELOOP: ['file-not-found', '% is a link that leads nowhere.'],
  ENAMETOOLONG: ['name-invalid', '% could not be written: the name is too long.'],
  EBUSY: ['file-busy', '% is in use by another program.'],
  ENOSPC: ['disk-full', '% could not be written: the disk is full.'],
  EDQUOT: ['disk-full', '% could not be written: the space allotted to you is used up.'],
  EFBIG: ['file-too-large', '% could not be written: it is too large for this disk.'],
  EROFS: ['file-unwritable', '% could not be written: the disk is read-only.'],
  EMFILE: ['too-many-files', '% could not be opened: too many files are open.'],
  ENFILE: ['too-many-files', '% could not be opened: too many files are open.'],
  EIO: ['file-damaged', '% could not be read or written: the disk reports an error.'],
};

/** The code of a system error, such as 'ENOENT'; '' for anything else. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Throws the error that a person can act on; one that already is passes through. */
export function failFile(error: unknown, path: string): never {
  if (error instanceof NetloomError) throw error;
  const known = sentences[systemCode(error)];
  // The path is put in by a function: a "$&" in it must stay what it is.
  if (known)
    throw new NetloomError(
      known[0],
      known[1].replace('%', () => path),
      path,
    );
  const reason = error instanceof Error ? error.message : String(error);
  throw new NetloomError('file-unreadable', `${path} could not be opened: ${reason}.`, path);
}
