/** Sentences of the area "project". */
import type { project as en } from '../en/project.ts';
export const project: typeof en = {};
