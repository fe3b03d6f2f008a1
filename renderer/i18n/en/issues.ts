/** Sentences of the area "issues". */

export const issues = {};
