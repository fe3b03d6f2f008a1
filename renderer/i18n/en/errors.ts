/** Sentences of the area "errors". */

export const errors = {};
