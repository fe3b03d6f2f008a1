/**
 * What a compute thread runs: receives the memory and modules, then executes commands inside WebAssembly until
 * told to come back for another module. Imports nothing, so that any host can load it as one small file.
 */

export type ToComputeThread =
  | {
      readonly kind: 'start';
      readonly thread: number;
      readonly memory: WebAssembly.Memory;
      readonly driver: WebAssembly.Module;
    }
  /** Functions to be added to the table, which must have `tableLength` entries. */
  | { readonly kind: 'load'; readonly module: WebAssembly.Module; readonly tableLength: number }
  | { readonly kind: 'run'; readonly cursor: number };
export type FromComputeThread =
  | { readonly kind: 'started' }
  | { readonly kind: 'loaded' }
  /** Left the command loop. */
  | { readonly kind: 'returned' }
  | { readonly kind: 'failed'; readonly message: string };

/** The thread's end of its channel to the controller. */
export interface ComputePort {
  post(message: FromComputeThread): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** The functions of the loaded modules, and the driver that calls them. */
export function createComputeInstance(memory: WebAssembly.Memory, driver: WebAssembly.Module) {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 0 });
  const env = { memory, table, now: () => performance.now() };
  const exports = new WebAssembly.Instance(driver, { env }).exports;
  return {
    run: exports.run as (thread: number, cursor: number) => number,
    step: exports.step as (entry: number, thread: number) => void,
    load(module: WebAssembly.Module, tableLength: number): void {
      table.grow(tableLength - table.length);
      new WebAssembly.Instance(module, { env });
    },
  };
}

/** Serves a port; returns at once. Errors and traps are posted as 'failed'. */
export function runComputeThread(port: ComputePort): void {
  let thread = 0;
  let instance: ReturnType<typeof createComputeInstance>;
  const handle = (message: ToComputeThread) => {
    switch (message.kind) {
      case 'start':
        thread = message.thread;
        instance = createComputeInstance(message.memory, message.driver);
        port.post({ kind: 'started' });
        break;
      case 'load':
        instance.load(message.module, message.tableLength);
        port.post({ kind: 'loaded' });
        break;
      case 'run':
        instance.run(thread, message.cursor);
        port.post({ kind: 'returned' });
        break;
      default:
        message satisfies never;
    }
  };
  port.onMessage((message) => {
    try {
      handle(message as ToComputeThread);
    } catch (error) {
      port.post({
        kind: 'failed',
        message: error instanceof Error ? error.message : String(error),
      });
    }
  });
}
