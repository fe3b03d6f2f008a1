/** A program to be killed: saves ever newer projects of a given size at a path, and tells each begin and each end. */
import { writeSync } from 'node:fs';
import { saveProject } from '../projects.ts';

const [path = '', size = '0', first = '0'] = process.argv.slice(2);
/** Sealed by its last character; the harness looks at every byte. */
const judge = (text: string) => (text.endsWith('.') ? 'whole' : 'broken');
// Written before the next call runs, so that what was acknowledged is known even of a killed process.
const tell = (line: string) => writeSync(1, `${line}\n`);

let revision = await saveProject(path, content(Number(first)), 'any', { judge });
tell(`done ${first}`);
for (let version = Number(first) + 1; ; version++) {
  const text = content(version);
  tell(`begin ${version}`);
  revision = await saveProject(path, text, revision, { judge });
  tell(`done ${version}`);
}

/** The version over and over, so that any byte of another version shows. */
function content(version: number): string {
  const line = `${String(version).padStart(15, '0')}\n`;
  return `${line.repeat(Number(size) / line.length)}.`;
}
