/** An optimized Program comes in; kernels over buffers, in an order in which they can run, go out. */
import type { Program } from '../ir/types.ts';
import { Buffers } from './buffers.ts';
import { type Decisions, decide } from './decide.ts';
import type { KernelProgram } from './kernel.ts';
import { type Draft, lowerGroup } from './lowerGroup.ts';
import { type Graph, graphOf } from './nodes.ts';
import { orderKernels } from './order.ts';
import { Results } from './results.ts';

/**
 * Fuses elementwise ops, movements and constants into maps, reductions and the epilogues of contractions; decides
 * what is stored; has updates written straight into their params wherever every reader of the old value can go first.
 */
export function fuse(program: Program): KernelProgram {
  const graph = graphOf(program);
  const results = new Results(graph);
  const decisions = decide(graph, results.overwrittenBy);
  results.place(decisions.groups);
  for (;;) {
    const { drafts, buffers, outputs } = lower(graph, decisions, results);
    const ordered = orderKernels(drafts);
    if (!('cycle' in ordered))
      return { program, buffers: buffers.list, kernels: ordered.map((d) => d.kernel), outputs };
    results.loosen(ordered.cycle.flatMap((draft) => draft.overwrites));
  }
}

interface Lowered {
  readonly drafts: readonly Draft[];
  readonly buffers: Buffers;
  readonly outputs: KernelProgram['outputs'];
}
/** From the last kernel to the first, so that each knows what is wanted of it. */
function lower(graph: Graph, { groups, views }: Decisions, results: Results): Lowered {
  const buffers = new Buffers(graph, results.directParams(), results.ownedTypes());
  const wanted = results.wanted();
  const drafts: Draft[] = [];
  for (const group of [...groups].sort((a, b) => b.time - a.time)) {
    const draft = lowerGroup(group, { graph, views, buffers, wanted });
    if (draft === null) continue;
    drafts.push({ ...draft, overwrites: results.overwrites(draft.stores) });
    for (const id of draft.reads) wanted.add(id);
  }
  const { copies, outputs } = results.finish(buffers);
  return { drafts: [...drafts.reverse(), ...copies], buffers, outputs };
}
