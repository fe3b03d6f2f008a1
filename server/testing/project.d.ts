/** A project for tests: what an empty document becomes. */
import { type Project } from '../../engine/index.ts';
export declare function emptyProject(name?: string): Project;
