import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyProject } from '../../testing/randomProjects.ts';
import { sha256Hex } from '../../util/sha256.ts';
import { checkProject, parseProject, parseSealed, sealProject, serializeProject } from './parse.ts';
import type { Project } from './schema.ts';

const projectOf = (document: object): Project => {
  const result = checkProject({ format: 'netloom', version: 1, ...document });
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.project;
};
const small = projectOf({
  name: '网络 "1" \ud800',
  nodes: [
    { id: 'x', type: 'input', label: 'x', position: { x: -1.5, y: 1e-7 } },
    { id: 'd', type: 'dense', label: 'd', params: { units: 10, any: { 7: [null], a: true } } },
  ],
  edges: [{ id: 'e', from: { node: 'x', port: 'output' }, to: { node: 'd', port: 'input' } }],
});
const encode = (text: string) => new TextEncoder().encode(text);

describe('a sealed project file', () => {
  const text = sealProject(small);

  test('ends with the length and the hash of what it would be without them', () => {
    const { integrity, ...rest } = JSON.parse(text);
    expect(Object.keys(JSON.parse(text)).at(-1)).toBe('integrity');
    expect(rest).toEqual(JSON.parse(serializeProject(small)));
    const plain = encode(serializeProject(small));
    expect(integrity).toEqual({ length: plain.length, sha256: sha256Hex(plain) });
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('is read back as it was, by everything that reads projects', () => {
    expect(parseSealed(text)).toEqual({ project: small, intact: true });
    expect(parseProject(text)).toEqual({ project: small });
    expect(sealProject(small)).toBe(text);
  });

  test('stays intact whatever white space stands around', () => {
    const tight = JSON.stringify(JSON.parse(text));
    expect(parseSealed(tight)).toEqual({ project: small, intact: true });
    expect(parseSealed(`\ufeff ${tight}\r\n`)).toEqual({ project: small, intact: true });
  });

  test('whose values were changed by hand still opens, and says so', () => {
    const changed = parseSealed(text.replace('"units": 10', '"units": 12'));
    expect(changed).toMatchObject({ intact: false });
    expect('project' in changed && changed.project.nodes[1]?.params.units).toBe(12);
  });

  test.each([null, 1, 'x', {}, [], { length: 1, sha256: '' }])('with %j for it opens', (wrong) => {
    const document = { ...JSON.parse(serializeProject(small)), integrity: wrong };
    expect(parseSealed(JSON.stringify(document))).toEqual({ project: small, intact: false });
  });

  test('may lack it', () => {
    expect(parseSealed(serializeProject(small))).toEqual({ project: small, intact: true });
  });

  test('is not damaged by settings that a later version adds with a default', () => {
    const { notes: _, blocks: __, ...older } = JSON.parse(serializeProject(small));
    const plain = encode(`${JSON.stringify(older, null, 2)}\n`);
    const integrity = { length: plain.length, sha256: sha256Hex(plain) };
    expect(parseSealed(JSON.stringify({ ...older, integrity }))).toEqual({
      project: small,
      intact: true,
    });
  });

  test('has it at the top only: elsewhere it is a setting that nobody knows', () => {
    const document = JSON.parse(serializeProject(small));
    document.data.integrity = {};
    expect(parseSealed(JSON.stringify(document))).toMatchObject({
      issues: [{ code: 'document-invalid', values: { path: 'data.integrity' } }],
    });
    expect(checkProject({ ...small, integrity: {} })).toHaveProperty('issues');
  });
});

/** The project that a reader takes for undamaged; null where it noticed something. */
function trusted(bytes: Uint8Array): Project | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
  const result = parseSealed(text);
  return 'project' in result && result.intact ? result.project : null;
}

describe('one wrong byte in a sealed file', () => {
  test('is noticed at every place, or means nothing', () => {
    const bytes = encode(sealProject(small));
    let noticed = 0;
    const harmless: Project[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const right = bytes[at] as number;
      for (const wrong of [right ^ 1, right ^ 0x20, 0x20, 0x30, 0x22, 0xff]) {
        if (wrong === right) continue;
        bytes[at] = wrong;
        const project = trusted(bytes);
        if (project) harmless.push(project);
        else noticed++;
      }
      bytes[at] = right;
    }
    for (const project of harmless) expect(project).toEqual(small);
    expect(harmless.length).toBeGreaterThan(0);
    expect(noticed).toBeGreaterThan(10 * harmless.length);
  });

  test('is noticed in any project, or means nothing', () => {
    fc.assert(
      fc.property(anyProject, fc.nat(), fc.integer({ min: 1, max: 255 }), (project, at, flip) => {
        const bytes = encode(sealProject(project));
        const place = at % bytes.length;
        bytes[place] = (bytes[place] as number) ^ flip;
        expect([null, project]).toContainEqual(trusted(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test('is noticed where the file was cut off', () => {
    const bytes = encode(sealProject(small));
    const end = bytes.length - '\n'.length;
    for (let length = 0; length < end; length++)
      expect(trusted(bytes.subarray(0, length)), `${length} bytes`).toBe(null);
    expect(trusted(bytes.subarray(0, end))).toEqual(small);
  });
});
