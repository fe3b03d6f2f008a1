// Who may import whom: the order of the folders inside engine/, and what each program takes from the others. Read by
// biome.json's generator below and by boundaries.test.mjs, so that the rule stands in one place.
import { readFileSync, writeFileSync } from 'node:fs';

export const mayImport = {
  util: [],
  ir: ['util'],
  autodiff: ['util', 'ir'],
  passes: ['util', 'ir'],
  fuse: ['util', 'ir'],
  plan: ['util', 'ir', 'fuse'],
  backends: ['util', 'ir', 'passes', 'fuse', 'plan'],
  initializers: ['util', 'ir'],
  layers: ['util', 'ir', 'initializers'],
  losses: ['util', 'ir', 'initializers', 'layers'],
  optim: ['util', 'ir'],
  metrics: ['util', 'ir'],
  data: ['util', 'ir'],
  graph: ['util', 'ir', 'autodiff', 'initializers', 'layers', 'losses', 'optim', 'metrics', 'data'],
  formats: ['util', 'ir', 'initializers', 'layers', 'graph'],
  runtime: [
    'util',
    'ir',
    'backends',
    'initializers',
    'layers',
    'losses',
    'optim',
    'metrics',
    'data',
    'graph',
    'formats',
  ],
  services: [
    'util',
    'ir',
    'backends',
    'initializers',
    'layers',
    'losses',
    'optim',
    'metrics',
    'data',
    'graph',
    'formats',
    'runtime',
  ],
};

/** Folders that `folder` must not import. */
export function forbidden(folder) {
  const above = Object.keys(mayImport).filter(
    (other) => other !== folder && !mayImport[folder].includes(other),
  );
  return [...above, 'testing'];
}

/**
 * The programs around the engine. Each list of `rules` holds for the files of `includes`; patterns are gitignore's, against
 * the import as it is written.
 */
const engineForWindow = {
  group: [
    '**/engine/**',
    '!**/engine/index.ts',
    '!**/engine/vocabulary.ts',
    '!**/engine/engineClient.ts',
  ],
  message: 'The window takes types from engine/index.ts and values from engine/vocabulary.ts.',
};
const nodeForWindow = { group: ['node:*'], message: 'The window runs in a browser.' };
const comlinkForWindow = {
  group: ['comlink', 'comlink/**'],
  message: 'Only renderer/engine/engineClient.ts speaks with the workers.',
};
const hostForWindow = {
  group: ['electron', 'electron/**', '**/electron/**', '**/server/**', '**/files/**', '**/cli/**'],
  message: 'Only renderer/host.ts knows the hosts, and electron/api.ts by its types.',
};
const engineForHosts = (...also) => ({
  group: ['**/engine/**', '!**/engine/index.ts', ...also.map((path) => `!**/engine/${path}`)],
  message: "Only the engine's public index.ts is for the programs around it.",
});
const otherPrograms = (...folders) => ({
  group: folders.map((folder) => `**/${folder}/**`),
  message: `Nothing of ${folders.join(', ')} here.`,
});
const tests = (folder) => [
  `!${folder}/**/*.test.ts`,
  `!${folder}/**/*.test.tsx`,
  `!${folder}/testing/**`,
];

export const programs = [
  {
    includes: [
      'renderer/**',
      ...tests('renderer'),
      '!renderer/workers/**',
      '!renderer/engine/engineClient.ts',
      '!renderer/host.ts',
      '!renderer/host/**',
    ],
    rules: [engineForWindow, nodeForWindow, comlinkForWindow, hostForWindow],
  },
  {
    includes: ['renderer/engine/engineClient.ts'],
    rules: [engineForWindow, nodeForWindow, hostForWindow],
  },
  {
    includes: ['renderer/host.ts', 'renderer/host/**', '!renderer/host/**/*.test.ts'],
    rules: [
      engineForWindow,
      nodeForWindow,
      comlinkForWindow,
      otherPrograms('server', 'files', 'cli'),
    ],
  },
  {
    includes: ['electron/**', ...tests('electron')],
    rules: [engineForHosts(), otherPrograms('renderer', 'cli')],
  },
  {
    includes: ['server/**', ...tests('server')],
    rules: [engineForHosts(), otherPrograms('renderer', 'electron', 'cli')],
  },
  {
    includes: ['files/**', ...tests('files')],
    // The parser alone: a host that saves a project has no use for the backends.
    rules: [
      engineForHosts('graph/document/parse.ts'),
      otherPrograms('renderer', 'electron', 'server', 'cli'),
    ],
  },
  {
    includes: ['cli/**', ...tests('cli')],
    rules: [
      engineForHosts('backends/wasm/computeThread.ts'),
      otherPrograms('renderer', 'electron', 'server'),
    ],
  },
];

/** The overrides of biome.json that enforce all of it. */
export function overrides() {
  const order = Object.keys(mayImport).map((folder) =>
    restricted(
      [`engine/${folder}/**`, `!engine/${folder}/**/*.test.ts`],
      [
        {
          group: [
            ...forbidden(folder).map((other) => `**/${other}/**`),
            'node:*',
            'comlink',
            '**/index.ts',
            '!./index.ts',
            '!./**/index.ts',
            ...mayImport[folder].map((other) => `!**/${other}/**`),
          ],
          message: `engine/${folder} may import only: ${mayImport[folder].join(', ') || 'nothing of the engine'}.`,
        },
      ],
    ),
  );
  return [...order, ...programs.map(({ includes, rules }) => restricted(includes, rules))];
}

const restricted = (includes, patterns) => ({
  includes,
  linter: {
    rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } },
  },
});

if (process.argv[1] === import.meta.filename) {
  const path = new URL('../biome.json', import.meta.url);
  const config = JSON.parse(readFileSync(path, 'utf8'));
  config.overrides = overrides();
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`);
}
