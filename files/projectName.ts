/** The name that a person gave a project in; a file name that every system can hold, or an error that says why not. */
import { NetloomError } from '../engine/index.ts';

export const projectExtension = '.netloom';
const longestName = 120;
/** Most file systems hold 255 bytes; the previous generation adds four. */
const longestNameBytes = 240;
/** Devices of Windows, whatever follows their first point. */
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i;

/** The name in Unicode's composed form, so that one name is one file. Throws NetloomError 'name-invalid'. */
export function checkProjectName(given: string): string {
  const name = given.normalize('NFC');
  const reason = mistakeOf(name);
  if (reason) throw new NetloomError('name-invalid', `This name cannot be used: ${reason}.`, name);
  return name;
}

function mistakeOf(name: string): string | null {
  const stem = name.slice(0, -projectExtension.length);
  if (!name.endsWith(projectExtension)) return `it must end in ${projectExtension}`;
  if (stem.trim() === '') return 'it is empty';
  if (!name.isWellFormed()) return 'it holds half a character';
  if ([...name].length > longestName) return `it is longer than ${longestName} characters`;
  if (Buffer.byteLength(name) > longestNameBytes) return 'it is too long for a disk';
  if (/[/\\]/.test(name)) return 'it holds a slash';
  // Control characters, and those that reverse the direction of writing and so disguise a name.
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]/u.test(name))
    return 'it holds an invisible character';
  if (/[<>:"|?*]/.test(name)) return 'it holds one of < > : " | ? *';
  if (name.startsWith('.')) return 'it begins with a point';
  if (/^\s|[\s.]$/.test(stem)) return 'it begins or ends with a space or a point';
  if (reserved.test(name.split('.')[0]?.trimEnd() ?? '')) return 'Windows keeps it for a device';
  return null;
}
