// The nine fuses: set in a program's bytes as decided, whatever they were.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import afterPack, { allowInspect, fuses, readFuses, setFuses, wrongFuses } from './fuses.mjs';

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** A program with the wire that Electron is delivered with. */
const program = (wire = '101100111', version = 1, count = wire.length) =>
  Buffer.concat([
    Buffer.from(`before${sentinel}`),
    Buffer.from([version, count]),
    Buffer.from(`${wire}after`),
  ]);

describe('fuses', () => {
  it('are nine, all decided, and differ from those of a development build', () => {
    expect(fuses.map(({ name, on }) => `${name} ${on ? 'on' : 'off'}`)).toEqual([
      'RunAsNode off',
      'CookieEncryption on',
      'NodeOptionsEnvironmentVariable off',
      'NodeCliInspectArguments off',
      'EmbeddedAsarIntegrityValidation on',
      'OnlyLoadAppFromAsar on',
      'LoadBrowserProcessSpecificV8Snapshot off',
      'GrantFileProtocolExtraPrivileges off',
      'WasmTrapHandlers on',
    ]);
    expect(wrongFuses(program()).length).toBeGreaterThan(0);
  });

  it('are set, and nothing beside them', () => {
    const bytes = program();
    setFuses(bytes);
    expect(bytes.equals(program('010011001'))).toBe(true);
    expect(wrongFuses(bytes)).toEqual([]);
    expect(Object.values(readFuses(bytes)).filter(Boolean)).toHaveLength(4);
  });

  it('are set in both halves of a universal program', () => {
    const bytes = Buffer.concat([program(), program()]);
    setFuses(bytes);
    expect(bytes.equals(Buffer.concat([program('010011001'), program('010011001')]))).toBe(true);
    bytes[bytes.length - 'after'.length - 1] = 0x30;
    expect(wrongFuses(bytes)).toEqual(['WasmTrapHandlers']);
  });

  it('allow a test to drive a copy, and nothing else', () => {
    const bytes = program();
    setFuses(bytes);
    allowInspect(bytes);
    expect(wrongFuses(bytes)).toEqual(['NodeCliInspectArguments']);
  });

  it.each([
    ['a program without a wire', Buffer.from('hello'), /holds no fuse wire/],
    ['another version of the wire', program('101100111', 2), /version 2/],
    ['a fuse nobody decided', program('1011001110'), /10 fuses, 9 are decided/],
    ['fewer fuses', program('10110011'), /8 fuses/],
    ['a removed fuse', program('r01100111'), /RunAsNode was removed/],
  ])('refuse %s', (_, bytes, reason) => expect(() => setFuses(bytes)).toThrow(reason));

  it.each([
    ['linux', 'netloom'],
    ['win32', 'Netloom.exe'],
    ['darwin', 'Netloom.app/Contents/Frameworks/Electron Framework.framework/Electron Framework'],
  ])('are found in an app packed for %s', (electronPlatformName, name) => {
    const folder = mkdtempSync(join(tmpdir(), 'netloom-fuses-'));
    try {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), program());
      const packager = { appInfo: { productFilename: 'Netloom' }, executableName: 'netloom' };
      afterPack({ appOutDir: folder, electronPlatformName, packager });
      expect(wrongFuses(readFileSync(join(folder, name)))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
