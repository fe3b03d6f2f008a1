/** Sentences of the area "inspector". */

export const inspector = {};
