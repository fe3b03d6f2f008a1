/** How many batches an epoch of the document's data has. */
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';

/** Without data, a round number that only pictures may use. */
const assumed = 100;

export function useStepsPerEpoch(): { readonly count: number; readonly known: boolean } {
  const batchSize = useDocument((state) => state.project.training.batchSize);
  const training = useNetwork((state) => state.data?.training);
  return training === undefined
    ? { count: assumed, known: false }
    : { count: Math.max(1, Math.ceil(training / batchSize)), known: true };
}
