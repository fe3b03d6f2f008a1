// `npm run netloom`: builds the command line when its sources changed, then runs it in this process.
import { buildOnce } from './buildOnce.mjs';

try {
  buildOnce();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
await import('../dist/cli/main.js');
