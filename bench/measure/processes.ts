/** A program and its arguments in; the JSON lines that it prints out. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';

export interface ProcessOptions {
  readonly cwd?: string;
  /** Milliseconds after which the program is ended. */
  readonly limit?: number;
}
const tenMinutes = 600_000;

/** What a program writes to its standard output. Throws with its last words when it ends badly or takes too long. */
export function output(
  program: string,
  args: readonly string[],
  { cwd, limit = tenMinutes }: ProcessOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { out: '', error: '' };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limit);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      texts.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      texts.error += text;
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (late) reject(new Error(`not done after ${Math.round(limit / 1000)} s`));
      else if (code !== 0) reject(new Error(`${basename(program)}: ${lastLines(texts.error)}`));
      else resolve(texts.out);
    });
  });
}

/** Everything that was printed as JSON, one value a line; other lines are left out. */
export function jsonLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as unknown);
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ') || 'ended without a word';
}
