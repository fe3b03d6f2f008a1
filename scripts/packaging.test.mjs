// Packaging as far as it can be checked without Electron's program: the configuration is valid, what it names is there, and
// the icons are what the script draws.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { icons } from './icon.mjs';

const root = new URL('..', import.meta.url).pathname;
const builder = createRequire(join(root, 'node_modules/electron-builder/package.json'));
const { load } = builder('js-yaml');
const read = (path) => readFileSync(join(root, path));
const config = load(read('electron-builder.yml').toString());

describe('electron-builder.yml', () => {
  it('is valid by electron-builder’s own schema', async () => {
    const { validateConfiguration } = builder('app-builder-lib/out/util/config/config.js');
    const { DebugLogger } = builder('builder-util');
    await validateConfiguration(config, new DebugLogger(false));
    await expect(
      validateConfiguration({ ...config, nonsense: 1 }, new DebugLogger(false)),
    ).rejects.toThrow(/nonsense/);
  });

  it('packages the three systems, publishes nothing, and takes in only what is built', () => {
    expect(config.linux.target).toEqual(['AppImage', 'deb']);
    expect(config.win.target).toEqual(['nsis']);
    expect(config.mac.target).toEqual(['dmg']);
    expect(config.publish).toBeNull();
    const taken = config.files.filter((pattern) => !pattern.startsWith('!'));
    expect(taken).toEqual(['dist/electron/**', 'dist/window/**', 'package.json', 'LICENSE']);
  });

  it('names files that are there', () => {
    const { main } = JSON.parse(read('package.json').toString());
    expect(main).toBe('dist/electron/main.js');
    const resources = config.directories.buildResources;
    const [association] = config.fileAssociations;
    for (const path of [
      config.afterPack,
      join(resources, config.win.icon),
      join(resources, config.mac.icon),
      join(resources, config.linux.icon, '512x512.png'),
      join(resources, `${association.icon}.ico`),
      join(resources, `${association.icon}.icns`),
    ])
      expect(existsSync(join(root, path)), path).toBe(true);
    expect(association.ext).toBe('netloom');
  });
});

describe('the workflows', () => {
  it.each(['ci', 'release'])('%s.yml is read-only and has only steps that run or use', (name) => {
    const workflow = load(read(`.github/workflows/${name}.yml`).toString());
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const { steps } of Object.values(workflow.jobs))
      for (const step of steps) expect('run' in step !== 'uses' in step).toBe(true);
  });
  it('release on three systems, check the fuses and drive the packaged app', () => {
    const { package: job } = load(read('.github/workflows/release.yml').toString()).jobs;
    expect(job.strategy.matrix.include.map(({ name }) => name)).toEqual([
      'linux',
      'windows',
      'mac',
    ]);
    const commands = job.steps.map(({ run = '' }) => run).join('\n');
    for (const wanted of ['fuses.mjs check', 'packaged.config.ts', '--publish never'])
      expect(commands).toContain(wanted);
    expect(existsSync(join(root, 'e2e/packaged.smoke.ts'))).toBe(true);
  });
});

describe('icons', () => {
  const small = [...icons()].filter(([path]) => /\.svg$|\/(?:16|24|32|48|64)x\d+\.png$/.test(path));
  it.each(small)('%s is what the script draws', (path, draw) => {
    expect(Buffer.from(draw()).equals(read(path))).toBe(true);
  });

  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
  it.each(['icon', 'project'])('%s.ico holds a PNG for each size', (name) => {
    const bytes = read(`assets/icons/${name}.ico`);
    const sizes = [];
    for (let at = 6; at < 6 + 16 * bytes.readUInt16LE(4); at += 16) {
      const start = bytes.readUInt32LE(at + 12);
      expect(bytes.subarray(start, start + 4).equals(png)).toBe(true);
      expect(bytes.readUInt32BE(start + 16)).toBe(bytes.readUInt8(at) || 256);
      sizes.push(bytes.readUInt8(at) || 256);
    }
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });
  it.each(['icon', 'project'])('%s.icns holds a PNG in each chunk, up to 1024', (name) => {
    const bytes = read(`assets/icons/${name}.icns`);
    expect(bytes.toString('latin1', 0, 4)).toBe('icns');
    expect(bytes.readUInt32BE(4)).toBe(bytes.length);
    const widths = [];
    for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at + 4)) {
      expect(bytes.subarray(at + 8, at + 12).equals(png)).toBe(true);
      widths.push(bytes.readUInt32BE(at + 8 + 16));
    }
    expect(Math.max(...widths)).toBe(1024);
    expect(widths).toHaveLength(8);
  });
});
