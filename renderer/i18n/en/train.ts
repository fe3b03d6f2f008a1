/** Sentences of the area "train". */

export const train = {};
