/** The command line's entry: arguments in, exit code out. Errors are one sentence on stderr. */
import { NetloomError } from '../engine/index.ts';
import { ProgramUsageError, program } from './program.ts';
import { enableRelaxedSimd } from './relaxedSimd.ts';

enableRelaxedSimd();

// A reader that closes the pipe early (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

async function main(): Promise<number> {
  try {
    return await program(process.argv.slice(2));
  } catch (error) {
    if (error instanceof ProgramUsageError) return error.exitCode;
    if (error instanceof NetloomError) {
      process.stderr.write(`${error.message}\n`);
      return error.code === 'usage' ? 2 : 1;
    }
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`Netloom ran into an error of its own: ${reason}\n`);
    return 1;
  }
}

process.exitCode = await main();
