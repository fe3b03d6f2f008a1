/** Sentences of the area "layers". */

export const layers = {};
