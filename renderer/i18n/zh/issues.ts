/** Sentences of the area "issues". */
import type { issues as en } from '../en/issues.ts';
export const issues: typeof en = {};
