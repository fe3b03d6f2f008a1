/** Settings given beside a project (on a command line, say), applied to a copy of it. */
import type { Project } from '../graph/document/schema.ts';

export interface RunOverrides {
  /** `builtin:NAME` or a path. */
  readonly data?: string;
  /** Column to predict, for tables. */
  readonly target?: string;
  readonly epochs?: number;
  readonly batch?: number;
  readonly seed?: number;
  readonly learningRate?: number;
}

/** Relative paths of the document start at its folder; `resolve` makes them absolute. */
export function withOverrides(
  project: Project,
  given: RunOverrides,
  resolve: (path: string) => string,
): Project {
  const { training } = project;
  const phases = training.phases.map((phase) => ({
    ...phase,
    epochs: given.epochs ?? phase.epochs,
    objectives: phase.objectives.map((objective) => ({
      ...objective,
      optimizer:
        given.learningRate === undefined
          ? objective.optimizer
          : {
              ...objective.optimizer,
              params: { ...objective.optimizer.params, learningRate: given.learningRate },
            },
    })),
  }));
  return {
    ...project,
    data: dataWith(project.data, given, resolve),
    training: {
      ...training,
      phases,
      batchSize: given.batch ?? training.batchSize,
      seed: given.seed ?? training.seed,
    },
  };
}

/** Options belong to a kind of source: those of a built-in set say nothing to a reader of files. */
function dataWith(
  data: Project['data'],
  given: RunOverrides,
  resolve: (path: string) => string,
): Project['data'] {
  const isBuiltin = (source: Project['data']['source']) => typeof source === 'string';
  let { source, options } = data;
  if (source !== null && typeof source !== 'string')
    source = { ...source, path: resolve(source.path) };
  if (given.data !== undefined) {
    const next = given.data.startsWith('builtin:')
      ? given.data
      : { kind: 'path' as const, path: given.data };
    const keeps =
      source === null ? !isBuiltin(next) : isBuiltin(next) ? next === source : !isBuiltin(source);
    source = next;
    if (!keeps) options = {};
  }
  return {
    source,
    options: given.target === undefined ? options : { ...options, target: given.target },
  };
}
