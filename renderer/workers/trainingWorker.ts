/** The worker that controls training: serves the training service to the window; its compute threads compute. */
import { serveTraining } from '../../engine/worker.ts';
import { browserPlatform } from './browserPlatform.ts';
import { reportTrouble } from './trouble.ts';

reportTrouble();
serveTraining(browserPlatform({ sharedMemory: crossOriginIsolated }), self);
