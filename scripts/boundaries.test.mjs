// The rules on imports really fail: each import against the arrows is written to a scratch project and must be reported.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forbidden, mayImport, overrides } from './layers.mjs';

const root = new URL('..', import.meta.url).pathname;
const biome = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
let scratch;

function put(path, text) {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), text);
}
function run(tool, args) {
  const result = spawnSync(join(root, 'node_modules/.bin', tool), args, {
    cwd: scratch,
    encoding: 'utf8',
  });
  return {
    status: result.status,
    stdout: result.stdout,
    output: `${result.stdout}${result.stderr}`,
  };
}

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'netloom-boundaries-'));
  symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  const { vcs: _, ...rest } = biome;
  writeFileSync(join(scratch, 'biome.json'), JSON.stringify({ ...rest, files: {} }));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('import order inside engine (biome)', () => {
  it('is generated from scripts/layers.mjs', () => {
    expect(biome.overrides).toEqual(overrides());
  });

  it('reports every forbidden pair of folders, type imports too, and no allowed one', () => {
    const bad = [];
    const good = [];
    for (const folder of Object.keys(mayImport)) {
      for (const other of forbidden(folder)) {
        bad.push(`engine/${folder}/to-${other}.ts`);
        put(
          bad.at(-1),
          `import type { A } from '../${other}/a.ts';\nexport const a: A | null = null;\n`,
        );
        bad.push(`engine/${folder}/nested/to-${other}.ts`);
        put(
          bad.at(-1),
          `import type { A } from '../../${other}/a.ts';\nexport const a: A | null = null;\n`,
        );
      }
      for (const other of mayImport[folder]) {
        good.push(`engine/${folder}/from-${other}.ts`);
        put(
          good.at(-1),
          `import type { A } from '../${other}/a.ts';\nexport const a: A | null = null;\n`,
        );
      }
    }
    const { stdout } = run('biome', [
      'lint',
      '--reporter=json',
      '--max-diagnostics=none',
      'engine',
    ]);
    const reported = new Set(
      JSON.parse(stdout)
        .diagnostics.filter(({ category }) => category === 'lint/style/noRestrictedImports')
        .map(({ location }) => location.path.file ?? location.path),
    );
    expect(bad.filter((file) => !reported.has(file))).toEqual([]);
    expect(good.filter((file) => reported.has(file))).toEqual([]);
  });

  it('reports a cycle of imports', () => {
    put('engine/util/first.ts', "import { b } from './second.ts';\nexport const a = () => b;\n");
    put('engine/util/second.ts', "import { a } from './first.ts';\nexport const b = () => a;\n");
    expect(run('biome', ['lint', 'engine/util/first.ts']).output).toContain('noImportCycles');
  });
});

describe('folder references (tsc -b)', () => {
  beforeAll(() => {
    for (const file of ['tsconfig.base.json', 'engine/tsconfig.json', 'cli/tsconfig.json']) {
      mkdirSync(dirname(join(scratch, 'types', file)), { recursive: true });
      cpSync(join(root, file), join(scratch, 'types', file));
    }
    symlinkSync(join(root, 'node_modules'), join(scratch, 'types/node_modules'));
    put(
      'types/cli/main.ts',
      "import { one } from '../engine/one.ts';\nexport const two: number = one + 1;\n",
    );
  });
  const compile = (source) => {
    put('types/engine/one.ts', source);
    return run('tsc', ['-b', '--force', 'types/cli']);
  };

  it('lets cli import engine', () => {
    expect(compile('export const one = 1;\n')).toMatchObject({ status: 0 });
  });
  it('refuses engine importing cli', () => {
    const result = compile("import { two } from '../cli/main.ts';\nexport const one = two;\n");
    expect(result.status).not.toBe(0);
    expect(result.output).toMatch(/engine\/one\.ts.*TS6(059|307)/);
  });
  it.each([
    ['the DOM', 'export const one = document.title.length;\n'],
    [
      'Node types',
      "import { readFileSync } from 'node:fs';\nexport const one = readFileSync('a').length;\n",
    ],
  ])('refuses %s in engine', (_, source) => {
    const result = compile(source);
    expect(result.status).not.toBe(0);
    expect(result.output).toContain('engine/one.ts');
  });
});
