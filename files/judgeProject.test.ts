import { describe, expect, it } from 'vitest';
import { sealProject } from '../engine/graph/document/parse.ts';
import { parseProject } from '../engine/index.ts';
import { judgeProject } from './judgeProject.ts';

const head = { format: 'netloom', version: 1, name: 'Seven' };
const parsed = parseProject(JSON.stringify(head));
if ('issues' in parsed) throw new Error('the project was refused');
const sealed = sealProject(parsed.project);

describe('a text', () => {
  it.each([
    ['as Netloom saved it', sealed, 'whole'],
    ['without a checksum', JSON.stringify(head), 'whole'],
    ['of a newer version', JSON.stringify({ ...head, version: 999, news: 1 }), 'whole'],
    ['changed by hand', sealed.replace('Seven', 'Eight'), 'changed'],
    ['cut off', sealed.slice(0, -40), 'broken'],
    ['of zeros, as after a power cut', '\u0000'.repeat(4096), 'broken'],
    ['that is empty', '', 'broken'],
    ['of another format', '{}', 'broken'],
    ['with a damaged key', sealed.replace('"nodes"', '"nodfs"'), 'broken'],
  ])('%s is judged', (_, text, wholeness) => {
    expect(judgeProject(text)).toBe(wholeness);
  });
});
