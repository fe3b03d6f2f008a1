// The order of the folders inside engine/: for each, the folders that it may import. Read by biome.json's
// generator below and by boundaries.test.ts, so that the rule stands in one place.
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
  formats: ['util', 'ir', 'graph'],
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

/** The overrides of biome.json that enforce the order. */
export function overrides() {
  const order = Object.keys(mayImport).map((folder) => ({
    includes: [`engine/${folder}/**`, `!engine/${folder}/**/*.test.ts`],
    linter: {
      rules: {
        style: {
          noRestrictedImports: {
            level: 'error',
            options: {
              patterns: [
                {
                  group: [
                    ...forbidden(folder).flatMap((other) => [`**/${other}/**`]),
                    'node:*',
                    '**/index.ts',
                    '!./index.ts',
                    '!./**/index.ts',
                    ...mayImport[folder].map((other) => `!**/${other}/**`),
                  ],
                  message: `engine/${folder} may import only: ${mayImport[folder].join(', ') || 'nothing of the engine'}.`,
                },
              ],
            },
          },
        },
      },
    },
  }));
  return order;
}

if (process.argv[1] === import.meta.filename) {
  const path = new URL('../biome.json', import.meta.url);
  const config = JSON.parse(readFileSync(path, 'utf8'));
  config.overrides = overrides();
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`);
}
