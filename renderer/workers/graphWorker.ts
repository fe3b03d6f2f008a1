/** The worker that infers shapes and issues: serves the graph service to the window. */
import { serveGraph } from '../../engine/worker.ts';
import { reportTrouble } from './trouble.ts';

reportTrouble();
serveGraph(self);
