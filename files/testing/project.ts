/** A project for tests: what an empty document becomes. */
import { type Project, parseProject } from '../../engine/index.ts';

export function emptyProject(name = 'Empty'): Project {
  const result = parseProject(JSON.stringify({ format: 'netloom', version: 1, name }));
  if ('issues' in result) throw new Error('the empty project was refused');
  return result.project;
}
