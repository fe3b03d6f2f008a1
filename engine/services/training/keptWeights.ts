/** Weights of a run, living or stored, under the names of its state: to be exported, or for another run to begin with. */
import type { LoweredNetwork } from '../../graph/lower/types.ts';
import type { Checkpoint } from '../../runtime/checkpoint.ts';
import { type ChosenWeights, noBestWeights } from '../../runtime/chosenWeights.ts';
import type { TrainerProgress } from '../../runtime/progress.ts';
import type { Run } from '../../runtime/run.ts';
import { NetloomError } from '../../util/errors.ts';
import type { RunNote, WeightNote } from './runNote.ts';
import { notFound } from './runStore.ts';

export interface KeptWeights {
  readonly which: 'best' | 'last';
  readonly epoch: number | null;
  readonly weights: readonly (WeightNote & { readonly values: Float32Array })[];
}

export function weightNotes({ state }: LoweredNetwork): readonly WeightNote[] {
  return state
    .filter(({ role }) => role !== 'slot')
    .map(({ name, exportName, type }) => ({ name, exportName, shape: type.shape }));
}
export function keptWeights(network: LoweredNetwork, chosen: ChosenWeights): KeptWeights {
  const values = new Map(chosen.tensors.map(({ name, data }) => [name, data]));
  return {
    which: chosen.which,
    epoch: chosen.epoch ?? null,
    weights: weightNotes(network).map((note) => ({
      ...note,
      values: values.get(note.exportName) as Float32Array,
    })),
  };
}

/** Without a wish, what the document's early stopping would keep. Throws 'run-not-found', 'no-best-weights'. */
export function storedWeights(
  note: RunNote,
  checkpoint: Checkpoint | null,
  wish?: 'best' | 'last',
): KeptWeights {
  if (!checkpoint) throw notFound(note.id);
  const { tensors, header } = checkpoint;
  const progress = header.progress as TrainerProgress;
  const hasBest = note.weights.every(({ name }) => tensors.has(`best:${name}`));
  if (wish === 'best' && !hasBest) throw noBestWeights();
  const wantsBest = wish === 'best' || (wish === undefined && restoresBest(note));
  const which = wantsBest && hasBest ? 'best' : 'last';
  return {
    which,
    epoch: which === 'best' ? progress.best.epoch : null,
    weights: note.weights.map((weight) => {
      const values = tensors.get(which === 'best' ? `best:${weight.name}` : weight.name);
      if (!values) throw notFound(note.id);
      return { ...weight, values };
    }),
  };
}
const restoresBest = ({ project }: RunNote) => project.training.earlyStopping?.restoreBest ?? false;

export function asFile({ weights, which, epoch }: KeptWeights): ChosenWeights {
  return {
    tensors: weights.map(({ exportName, shape, values }) => ({
      name: exportName,
      dtype: 'F32',
      shape,
      data: values,
    })),
    which,
    ...(epoch !== null && { epoch }),
  };
}

/** Layers are the same by their node; those that are new or have another shape keep their initial weights. */
export function adoptWeights(run: Run, kept: KeptWeights): void {
  const found = new Map(kept.weights.map((weight) => [weight.name, weight]));
  let adopted = 0;
  for (const { name, shape } of weightNotes(run.network)) {
    const weight = found.get(name);
    if (weight?.shape.join() !== shape.join()) continue;
    run.session.writeState(name, weight.values);
    adopted++;
  }
  if (adopted > 0) return;
  throw new NetloomError(
    'weights-do-not-fit',
    'No layer of the run to continue from is in this network with the same shape.',
  );
}
