/** Where the window was when it closed; where it opens, on a screen that is there. */
import { join } from 'node:path';
import * as z from 'zod';
import type { Electron, Window } from './electron.ts';
import { openStore, type Store } from './store.ts';

const stateSchema = z.strictObject({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  maximized: z.boolean(),
});
type State = z.infer<typeof stateSchema>;
export interface Bounds {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

const usual = { width: 1440, height: 900 };
export const smallest = { width: 960, height: 600 };
/** Pixels of the window's top that must be on a screen, so that it can be taken hold of. */
const holdable = { width: 120, height: 40 };

export class WindowState {
  private readonly store: Store<State | null>;
  private readonly screen: Electron['screen'];

  private constructor(store: Store<State | null>, screen: Electron['screen']) {
    this.store = store;
    this.screen = screen;
  }

  static async open(userData: string, screen: Electron['screen']): Promise<WindowState> {
    const path = join(userData, 'window.json');
    return new WindowState(
      await openStore<State | null>(path, stateSchema.nullable(), null),
      screen,
    );
  }

  get maximized(): boolean {
    return this.store.value?.maximized === true;
  }

  /** The last bounds where a screen still shows them, else the usual size in the middle of the first screen. */
  bounds(): Bounds {
    const last = this.store.value;
    const { width, height } = last ?? usual;
    const shown = this.screen.getAllDisplays().find(({ workArea }) => {
      if (!last) return false;
      const across =
        Math.min(last.x + width, workArea.x + workArea.width) - Math.max(last.x, workArea.x);
      const above = last.y >= workArea.y - 1;
      const down = workArea.y + workArea.height - last.y;
      return across >= holdable.width && above && down >= holdable.height;
    });
    const area = (shown ?? this.screen.getPrimaryDisplay()).workArea;
    const size = {
      width: Math.max(smallest.width, Math.min(width, area.width)),
      height: Math.max(smallest.height, Math.min(height, area.height)),
    };
    return last && shown ? { x: last.x, y: last.y, ...size } : size;
  }

  /** Remembers where the window is, from now until it closes. */
  follow(window: Window): void {
    window.on('close', () => {
      const { x, y, width, height } = window.getNormalBounds();
      this.store.set({ x, y, width, height, maximized: window.isMaximized() });
    });
  }

  settled(): Promise<void> {
    return this.store.settled();
  }
}
