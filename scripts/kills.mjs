// `npm run kills`: kills a process that saves projects of 1 MB, 1,000 times at random moments. No file may be corrupt and
// no acknowledged save lost. Usage: kills.mjs [COUNT] [SEED]. The tests run 100 through `killSaves`.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export const documentBytes = 2 ** 20;
/** Share of kills that must land inside a write: others prove nothing. */
export const leastInside = 0.2;

/**
 * Kills a saving process `count` times. Resolves to what was found; `problems` names every corrupt file and every lost
 * save. `written` kills left a temporary file behind, `renamed` ones the new file before it was acknowledged.
 */
export async function killSaves({ count, seed, onKill = () => undefined }) {
  const folder = mkdtempSync(join(tmpdir(), 'netloom-kills-'));
  const found = { kills: 0, saves: 0, written: 0, renamed: 0, outside: 0, problems: [] };
  try {
    const program = await buildProgram(folder);
    const random = mulberry(seed);
    const path = join(folder, 'disk', 'one.netloom');
    let version = 0;
    for (let kill = 0; kill < count; kill++) {
      const told = await runAndKill(program, path, version, random);
      version = judgeKill(path, told, found);
      found.kills++;
      onKill(found);
    }
    return { ...found, inside: (found.written + found.renamed) / count };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One small bundle: starting it must cost less than the saves it makes. */
async function buildProgram(folder) {
  await build({
    root: fileURLToPath(new URL('..', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: 'files/testing/saveLoop.ts',
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        output: { entryFileNames: 'saveLoop.mjs' },
        // Of the engine only the class of errors is wanted.
        treeshake: { moduleSideEffects: false },
      },
    },
    ssr: { noExternal: true },
  });
  mkdirSync(join(folder, 'disk'));
  return join(folder, 'saveLoop.mjs');
}

/** Starts the program, kills it some milliseconds after its first save; the newest begun and acknowledged versions. */
function runAndKill(program, path, version, random) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, path, String(documentBytes), String(version)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    let timer = null;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      timer ??= setTimeout(() => child.kill('SIGKILL'), random() * 40);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', (_, signal) => {
      clearTimeout(timer);
      if (signal !== 'SIGKILL') return reject(new Error(`The saving process ended: ${errors}`));
      const newest = (word) =>
        Math.max(
          version,
          ...[...output.matchAll(new RegExp(`^${word} (\\d+)$`, 'gm'))].map((m) => Number(m[1])),
        );
      const saves = output.match(/^done /gm)?.length ?? 0;
      resolve({ begun: newest('begin'), done: newest('done'), saves });
    });
  });
}

/** Looks at what the kill left and adds it to `found`; the version to go on from. */
export function judgeKill(path, { begun, done, saves }, found) {
  found.saves += saves;
  const folder = join(path, '..');
  const temporaries = readdirSync(folder).filter((name) => name.endsWith('.tmp'));
  const version = versionOf(path);
  if (version === null) found.problems.push(`kill ${found.kills}: the file is corrupt`);
  else if (version < done)
    found.problems.push(`kill ${found.kills}: save ${done} was acknowledged, ${version} is there`);
  else if (version > begun)
    found.problems.push(`kill ${found.kills}: version ${version} is there before it was begun`);
  if (existsSync(`${path}.bak`) && versionOf(`${path}.bak`) === null)
    found.problems.push(`kill ${found.kills}: the previous generation is corrupt`);
  if (version !== null && version > done) found.renamed++;
  else if (temporaries.length > 0) found.written++;
  else found.outside++;
  for (const name of temporaries) rmSync(join(folder, name));
  return Math.max(done, version ?? 0) + 1;
}

/** The version if every byte of the file is of it, else null. */
function versionOf(path) {
  const text = readFileSync(path, 'utf8');
  const line = text.slice(0, 16);
  if (!/^\d{15}\n$/.test(line) || text.length !== documentBytes + 1) return null;
  return text === `${line.repeat(documentBytes / 16)}.` ? Number(line) : null;
}

/** Mulberry32: 0 ≤ number < 1, the same for the same seed. */
function mulberry(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One line for people. */
export function describeKills({ kills, saves, written, renamed, outside, inside, problems }) {
  return (
    `${kills} kills, ${saves} acknowledged saves of 1 MB; ${written} kills left an unfinished file, ${renamed} a new file ` +
    `not yet acknowledged, ${outside} fell between saves: ${Math.round(inside * 100)} % inside a write. ` +
    `${problems.length === 0 ? 'No file is corrupt, no acknowledged save is lost.' : problems.join('; ')}`
  );
}

if (process.argv[1] === import.meta.filename) {
  const [count = 1000, seed = Date.now() % 2 ** 32] = process.argv.slice(2).map(Number);
  const result = await killSaves({
    count,
    seed,
    onKill: ({ kills }) => {
      if (kills % 100 === 0) process.stdout.write(`${kills} …\n`);
    },
  });
  process.stdout.write(`${describeKills(result)} Seed ${seed}.\n`);
  if (result.problems.length > 0 || result.inside < leastInside) process.exit(1);
}
