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
/** Files in which Biome found a forbidden import. */
function restrictedIn(report) {
  return new Set(
    JSON.parse(report)
      .diagnostics.filter(({ category }) => category === 'lint/style/noRestrictedImports')
      .map(({ location }) => location.path.file ?? location.path),
  );
}
function run(tool, args, folder = '.') {
  const result = spawnSync(join(root, 'node_modules/.bin', tool), args, {
    cwd: join(scratch, folder),
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
    const reported = restrictedIn(stdout);
    expect(bad.filter((file) => !reported.has(file))).toEqual([]);
    expect(good.filter((file) => reported.has(file))).toEqual([]);
  });

  it('reports a cycle of imports', () => {
    put('engine/util/first.ts', "import { b } from './second.ts';\nexport const a = () => b;\n");
    put('engine/util/second.ts', "import { a } from './first.ts';\nexport const b = () => a;\n");
    expect(run('biome', ['lint', 'engine/util/first.ts']).output).toContain('noImportCycles');
  });
});

describe('imports of the programs around the engine (biome)', () => {
  /** From a file to an import, as it is written there. */
  const refused = {
    'renderer/canvas/a.ts': '../../engine/layers/conv2d.ts',
    'renderer/canvas/b.ts': '../../engine/backends/reference/index.ts',
    'renderer/canvas/deep/c.ts': '../../../engine/worker.ts',
    'renderer/main.ts': '../engine/platform.ts',
    'renderer/store/d.ts': 'comlink',
    'renderer/store/e.ts': '../../electron/api.ts',
    'renderer/store/f.ts': 'electron',
    'renderer/store/g.ts': 'node:fs',
    'renderer/project/h.ts': '../../files/projects.ts',
    'renderer/engine/engineClient.ts': '../../electron/api.ts',
    'renderer/host.ts': '../engine/graph/infer/infer.ts',
    'electron/a.ts': '../renderer/host.ts',
    'electron/b.ts': '../engine/runtime/run.ts',
    'server/a.ts': '../engine/util/errors.ts',
    'server/b.ts': '../electron/main.ts',
    'files/a.ts': '../engine/runtime/run.ts',
    'files/b.ts': '../server/main.ts',
    'cli/commands/a.ts': '../../engine/runtime/run.ts',
    'cli/b.ts': '../renderer/host.ts',
    'engine/services/a.ts': 'comlink',
  };
  const allowed = {
    'renderer/canvas/ok.ts': '../../engine/index.ts',
    'renderer/canvas/ok2.ts': '../../engine/vocabulary.ts',
    'renderer/store/ok.ts': '../engine/engineClient.ts',
    'renderer/project/ok.ts': '../host.ts',
    'electron/ok.ts': '../engine/index.ts',
    'electron/ok2.ts': '../files/projects.ts',
    'server/ok.ts': '../files/projects.ts',
    'files/ok.ts': '../engine/graph/document/parse.ts',
    'cli/ok.ts': '../engine/index.ts',
  };

  it('reports every import against the arrows, and no allowed one', () => {
    for (const [file, from] of Object.entries({ ...refused, ...allowed })) {
      put(
        `programs/${file}`,
        `import type { A } from '${from}';\nexport const a: A | null = null;\n`,
      );
    }
    writeFileSync(join(scratch, 'programs/biome.json'), readFileSync(join(scratch, 'biome.json')));
    const { stdout } = run(
      'biome',
      ['lint', '--reporter=json', '--max-diagnostics=none', '.'],
      'programs',
    );
    const reported = restrictedIn(stdout);
    expect(Object.keys(refused).filter((file) => !reported.has(file))).toEqual([]);
    expect(Object.keys(allowed).filter((file) => reported.has(file))).toEqual([]);
  });

  it('lets the page name a host in renderer/host.ts and Comlink in the engine client alone', () => {
    const files = {
      'renderer/host.ts': '../electron/api.ts',
      'renderer/engine/engineClient.ts': 'comlink',
    };
    for (const [file, from] of Object.entries(files)) {
      put(`seams/${file}`, `import type { A } from '${from}';\nexport const a: A | null = null;\n`);
    }
    writeFileSync(join(scratch, 'seams/biome.json'), readFileSync(join(scratch, 'biome.json')));
    const { stdout } = run('biome', ['lint', '--reporter=json', '.'], 'seams');
    expect([...restrictedIn(stdout)]).toEqual([]);
  });
});

describe('folder references (tsc -b)', () => {
  beforeAll(() => {
    const copied = [
      'tsconfig.base.json',
      ...['engine', 'files', 'cli'].map((folder) => `${folder}/tsconfig.json`),
    ];
    for (const file of copied) {
      mkdirSync(dirname(join(scratch, 'types', file)), { recursive: true });
      cpSync(join(root, file), join(scratch, 'types', file));
    }
    symlinkSync(join(root, 'node_modules'), join(scratch, 'types/node_modules'));
    put('types/files/none.ts', 'export {};\n');
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
