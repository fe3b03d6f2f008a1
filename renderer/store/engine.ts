/** The one engine of this window: its workers are started here and nowhere else. */
import { createEngine } from '../engine/engineClient.ts';

export const engine = createEngine();
