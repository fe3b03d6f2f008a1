/** Sentences of the area "canvas". */
import type { canvas as en } from '../en/canvas.ts';
export const canvas: typeof en = {};
