/** Promises of a worker that fail unheard become errors of the worker, which the window notices. */

export function reportRejections(): void {
  addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
}
