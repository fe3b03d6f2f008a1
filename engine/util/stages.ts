/** The stages from a project to something that runs, in order, and who hears when one is over: what a slow start is found by. */

export const compileStages = [
  'infer',
  'open',
  'lower',
  'autodiff',
  'optimize',
  'fuse',
  'emit',
  'plan',
  'schedule',
  'assemble',
  'WebAssembly.compile',
  'load',
] as const;
export type CompileStage = (typeof compileStages)[number];
/** Called when a stage is over and the next begins. A stage may come several times. */
export type StageListener = (finished: CompileStage) => void;
