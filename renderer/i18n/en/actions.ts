/** Sentences of the area "actions". */

export const actions = {};
