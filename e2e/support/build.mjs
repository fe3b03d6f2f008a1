// Playwright's global set-up: the window, its server and the command line are built when their sources are newer.
import { buildOnce } from '../../scripts/buildOnce.mjs';

export default function build() {
  for (const part of ['window', 'server', 'cli']) buildOnce(part);
}
