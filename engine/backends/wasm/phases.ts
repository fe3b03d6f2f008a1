/**
 * Tasks in program order with the bytes they touch come in; phases go out: sets of tasks that need no barrier
 * between them because none reads or writes what another writes.
 */

/** Bytes [start, end) on one number line for everything that tasks share. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
export interface TaskFootprint {
  readonly reads: readonly ByteRange[];
  readonly writes: readonly ByteRange[];
}

/**
 * Each task goes into the earliest phase after every earlier task that it conflicts with (as-soon-as-possible
 * levels), so the number of phases is the longest chain of conflicts. Gives, for each phase, the tasks' numbers in
 * program order.
 */
export function schedulePhases(tasks: readonly TaskFootprint[]): number[][] {
  const phases: number[][] = [];
  const written = new LevelMap();
  const read = new LevelMap();
  tasks.forEach((task, index) => {
    let level = 0;
    for (const range of task.reads) level = Math.max(level, written.highest(range) + 1);
    for (const range of task.writes)
      level = Math.max(level, written.highest(range) + 1, read.highest(range) + 1);
    for (const range of task.reads) read.raise(range, level);
    for (const range of task.writes) written.raise(range, level);
    const phase = phases[level];
    if (phase) phase.push(index);
    else phases[level] = [index];
  });
  return phases;
}

/** For every byte, the highest phase of a task that touched it (-1: none): sorted, disjoint segments. */
class LevelMap {
  private readonly starts: number[] = [Number.NEGATIVE_INFINITY];
  private readonly levels: number[] = [-1];

  highest({ start, end }: ByteRange): number {
    let most = -1;
    for (let i = this.find(start); i < this.starts.length && (this.starts[i] as number) < end; i++)
      most = Math.max(most, this.levels[i] as number);
    return most;
  }
  raise({ start, end }: ByteRange, level: number): void {
    if (start >= end) return;
    const first = this.split(start);
    const last = this.split(end);
    let highest = level;
    for (let i = first; i < last; i++) highest = Math.max(highest, this.levels[i] as number);
    if (highest === level) {
      this.starts.splice(first, last - first, start);
      this.levels.splice(first, last - first, level);
      return;
    }
    for (let i = first; i < last; i++) this.levels[i] = Math.max(this.levels[i] as number, level);
  }

  /** Index of the segment that holds `position`. */
  private find(position: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as number) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
  /** Makes `position` a segment's start; gives its index. */
  private split(position: number): number {
    const at = this.find(position);
    if (this.starts[at] === position) return at;
    this.starts.splice(at + 1, 0, position);
    this.levels.splice(at + 1, 0, this.levels[at] as number);
    return at + 1;
  }
}
