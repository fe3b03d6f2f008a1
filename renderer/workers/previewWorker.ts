/** The worker that shows networks before they are trained, and computes by itself: serves the preview service. */
import { servePreview } from '../../engine/worker.ts';
import { browserPlatform } from './browserPlatform.ts';
import { reportTrouble } from './trouble.ts';

reportTrouble();
servePreview(browserPlatform({ sharedMemory: false }), self);
