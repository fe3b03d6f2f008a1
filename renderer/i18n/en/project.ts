/** Sentences of the area "project". */

export const project = {};
