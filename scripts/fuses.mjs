// Electron's fuses: what each is set to when Netloom is packaged, and how. electron-builder runs the default export after
// packing and before signing; its own option knows eight of the nine.
// Usage: fuses.mjs read|check PROGRAM, or fuses.mjs allow-inspect PROGRAM for a copy that tests may drive.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the order of the wire (Electron's fuses.json5), each with the reason. */
export const fuses = [
  // The program must not become a Node interpreter for whoever can set an environment variable.
  { name: 'RunAsNode', on: false },
  { name: 'CookieEncryption', on: true },
  { name: 'NodeOptionsEnvironmentVariable', on: false },
  // --inspect would give anybody on this machine the main process.
  { name: 'NodeCliInspectArguments', on: false },
  { name: 'EmbeddedAsarIntegrityValidation', on: true },
  { name: 'OnlyLoadAppFromAsar', on: true },
  // There is no snapshot of our own.
  { name: 'LoadBrowserProcessSpecificV8Snapshot', on: false },
  { name: 'GrantFileProtocolExtraPrivileges', on: false },
  // Without trap handlers every access of WebAssembly to memory is checked: training would be slower.
  { name: 'WasmTrapHandlers', on: true },
];
const inspect = fuses.findIndex(({ name }) => name === 'NodeCliInspectArguments');

/** Before the wire in the program: a version, the number of fuses, then a character each. */
const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
const wireVersion = 1;
const states = { on: 0x31, off: 0x30, removed: 0x72 };

/** Every position of the first fuse: a universal program of macOS has a wire for each processor. */
function wires(bytes) {
  const found = [];
  for (let at = bytes.indexOf(sentinel); at >= 0; at = bytes.indexOf(sentinel, at + 1)) {
    const version = bytes[at + sentinel.length];
    const count = bytes[at + sentinel.length + 1];
    if (version !== wireVersion)
      throw new Error(`The fuse wire has version ${version}; version ${wireVersion} is known.`);
    if (count !== fuses.length)
      throw new Error(
        `This Electron has ${count} fuses, ${fuses.length} are decided: decide them all.`,
      );
    found.push(at + sentinel.length + 2);
  }
  if (found.length === 0) throw new Error('The program holds no fuse wire.');
  return found;
}

/** Sets all fuses of the program's bytes, in place. */
export function setFuses(bytes) {
  for (const start of wires(bytes)) {
    for (const [i, { name, on }] of fuses.entries()) {
      if (bytes[start + i] === states.removed) throw new Error(`The fuse ${name} was removed.`);
      bytes[start + i] = on ? states.on : states.off;
    }
  }
}

/** By name, of the first wire. */
export function readFuses(bytes) {
  const [start] = wires(bytes);
  return Object.fromEntries(fuses.map(({ name }, i) => [name, bytes[start + i] === states.on]));
}

/** Names of fuses that are not as decided, in any wire. */
export function wrongFuses(bytes) {
  return fuses
    .filter(({ on }, i) =>
      wires(bytes).some((start) => bytes[start + i] !== (on ? states.on : states.off)),
    )
    .map(({ name }) => name);
}

/** For Playwright, which drives Electron by --inspect; only ever for a copy. */
export function allowInspect(bytes) {
  for (const start of wires(bytes)) bytes[start + inspect] = states.on;
}

function change(path, edit) {
  const bytes = readFileSync(path);
  edit(bytes);
  writeFileSync(path, bytes);
}

/** The file that holds the wire, of an app as electron-builder packs it. */
export function programOf({ appOutDir, electronPlatformName, packager }) {
  const { productFilename } = packager.appInfo;
  switch (electronPlatformName) {
    case 'darwin':
      return join(
        appOutDir,
        `${productFilename}.app`,
        'Contents/Frameworks/Electron Framework.framework/Electron Framework',
      );
    case 'win32':
      return join(appOutDir, `${productFilename}.exe`);
    default:
      return join(appOutDir, packager.executableName);
  }
}

/** electron-builder's hook. */
export default function afterPack(context) {
  change(programOf(context), setFuses);
}

if (process.argv[1] === import.meta.filename) {
  const [command, path = ''] = process.argv.slice(2);
  const bytes = readFileSync(path);
  if (command === 'read') process.stdout.write(`${JSON.stringify(readFuses(bytes), null, 2)}\n`);
  else if (command === 'check') {
    const wrong = wrongFuses(bytes);
    if (wrong.length > 0) {
      process.stderr.write(`Not as decided: ${wrong.join(', ')}.\n`);
      process.exit(1);
    }
  } else if (command === 'allow-inspect') change(path, allowInspect);
  else {
    process.stderr.write('Usage: fuses.mjs read|check|allow-inspect PROGRAM\n');
    process.exit(2);
  }
}
