/** How many threads compute: what the person chose and the machine in, a number out; pure. */

export interface Machine {
  readonly cores: number;
  readonly sharedMemory: boolean;
}
/**
 * All cores of a small machine, else all but one, which the window keeps for itself. One where memory cannot be
 * shared. Results are the same for any number.
 */
export function chooseThreads(chosen: number | null, { cores, sharedMemory }: Machine): number {
  if (!sharedMemory) return 1;
  const suitable = cores > 2 ? cores - 1 : cores;
  return Math.max(1, Math.min(chosen ?? suitable, cores));
}
