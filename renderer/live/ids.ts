/** Ids of watch requests, ascending over the run's and the preview's. */

let last = 0;
export const nextWatchId = (): number => ++last;
