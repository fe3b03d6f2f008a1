/** Sentences of the area "edits". */
import type { edits as en } from '../en/edits.ts';
export const edits: typeof en = {};
