/** Sentences of the area "canvas". */

export const canvas = {};
