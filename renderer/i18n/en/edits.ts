/** Sentences of the area "edits". */

export const edits = {};
