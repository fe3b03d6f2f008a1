/** The text of a file in; whether it is a project, and whether it is as Netloom sealed it, out. */
import { parseSealed } from '../engine/graph/document/parse.ts';
import type { Wholeness } from './projects.ts';

/** A project of a newer version counts as whole: its checksum is not ours to judge, and it must not be thrown away. */
export function judgeProject(text: string): Wholeness {
  const result = parseSealed(text);
  if ('project' in result) return result.intact ? 'whole' : 'changed';
  return result.issues[0].code === 'newer-version' ? 'whole' : 'broken';
}
