/** Takes a forward pass; emits the objective: weighted losses and penalties, and the sums of the metrics. */
import { abs, add, full, less, mul, num, select, sum } from '../../ir/construct.ts';
import type { ValueId } from '../../ir/types.ts';
import { metricDefinition } from '../../metrics/index.ts';
import type { MetricChoice } from '../document/schema.ts';
import { metricPorts } from '../infer/metrics.ts';
import type { InferredNetwork, NodeInference } from '../infer/types.ts';
import type { Forward, LiveWeight } from './forward.ts';
import { linked, linkOf } from './outputs.ts';

/** Σ over the batch and the losses of weight·loss, f32 []; `mask` f32 [B] leaves padding out, whatever it holds. */
export function lossSum(
  forward: Forward,
  losses: readonly NodeInference[],
  mask?: ValueId,
): ValueId {
  const { builder } = forward;
  const sums = losses.map((loss) =>
    builder.withOrigin(loss.id, () => {
      const perSample = forward.output(loss.id, 'loss');
      const kept =
        mask === undefined
          ? perSample
          : select(builder, less(builder, num(0), mask), perSample, num(0));
      const { weight } = loss.params as { readonly weight: number };
      const total = sum(builder, kept);
      return weight === 1 ? total : mul(builder, total, num(weight));
    }),
  );
  return totalOf(forward, sums);
}

/** l1·Σ|w| + l2·Σw² over the weights given, f32 []. */
export function penalty(forward: Forward, weights: Iterable<LiveWeight>): ValueId {
  const { builder } = forward;
  const terms: ValueId[] = [];
  for (const { definition, value, owner } of weights) {
    const { l1, l2 } = definition.regularizer ?? { l1: 0, l2: 0 };
    builder.withOrigin(owner, () => {
      if (l1 > 0) terms.push(mul(builder, sum(builder, abs(builder, value)), num(l1)));
      if (l2 > 0) terms.push(mul(builder, sum(builder, mul(builder, value, value)), num(l2)));
    });
  }
  return totalOf(forward, terms);
}
function totalOf({ builder }: Forward, terms: readonly ValueId[]): ValueId {
  const [first, ...rest] = terms;
  if (first === undefined) return full(builder, [], 0);
  return rest.reduce((total, term) => add(builder, total, term), first);
}

/** Ids of nodes that a metric reads. */
export function nodesOfMetric(network: InferredNetwork, choice: MetricChoice): readonly string[] {
  const ports = metricPorts(network, choice.compares);
  if (!ports) return [];
  return [ports.prediction, ports.target].flatMap((s) => (s.kind === 'node' ? [s.node] : []));
}

/** Outputs `metric:<index>:<sum>` of every metric whose nodes this pass has. */
export function emitMetrics(forward: Forward, mask: ValueId, losses?: ReadonlySet<string>): void {
  const { builder, network } = forward;
  const emitted = new Set(forward.emitted);
  network.project.training.metrics.forEach((choice, index) => {
    const ports = metricPorts(network, choice.compares);
    if (!ports || !nodesOfMetric(network, choice).every((id) => emitted.has(id))) return;
    if (ports.loss !== null && losses && !losses.has(ports.loss)) return;
    const definition = metricDefinition(choice.type);
    const loss = ports.loss === null ? undefined : network.nodes.get(ports.loss);
    const raw = forward.source(ports.prediction);
    const sums = definition.build(builder, definition.params.parse(choice.params), {
      prediction: loss ? linked(builder, raw, linkOf(loss)) : raw,
      target: forward.source(ports.target),
      mask,
    });
    for (const [name, value] of Object.entries(sums))
      builder.output(`metric:${index}:${name}`, value);
  });
}
