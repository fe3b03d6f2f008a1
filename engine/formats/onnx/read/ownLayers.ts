/** Nodes read from a file that Netloom wrote in; layers that it wrote in several operators put together again out. */
import type { Draft } from './network.ts';

type Wire = Draft['wires'][number];

/** All operators of a layer carry its label, which no other layer has: neighbours with equal labels belong together. */
export function restoreLayers(drafts: readonly Draft[]): readonly Draft[] {
  const restorer = new Restorer(drafts);
  for (const { id } of drafts) restorer.joinSums(id);
  for (const { id } of drafts) restorer.placeActivation(id);
  for (const { id } of drafts) restorer.makeResidual(id);
  return restorer.result();
}

class Restorer {
  private readonly drafts: readonly Draft[];
  private readonly current: Map<string, Draft>;
  private readonly users = new Map<string, Set<string>>();
  /** Nodes that went, and the ones that give their values now. */
  private readonly gone = new Map<string, string>();

  constructor(drafts: readonly Draft[]) {
    this.drafts = drafts;
    this.current = new Map(drafts.map((draft) => [draft.id, draft]));
    for (const { id, wires } of drafts) {
      for (const { from } of wires) {
        const users = this.users.get(from.node) ?? new Set();
        this.users.set(from.node, users.add(id));
      }
    }
  }

  /** An Add of more than two values was written as a chain. */
  joinSums(id: string): void {
    const sum = this.current.get(id);
    if (sum?.type !== 'add') return;
    const wires = sum.wires.flatMap((wire) => {
      const before = this.source(wire);
      const joins = before?.type === 'add' && this.isOfLayer(before, sum);
      if (!before || !joins) return [wire];
      this.current.delete(before.id);
      return before.wires;
    });
    this.current.set(id, { ...sum, wires });
  }

  /** The activation of an output, a convolution, a dense layer or a residual. */
  placeActivation(id: string): void {
    const draft = this.current.get(id);
    if (draft?.type !== 'activation') return;
    const name = draft.params.activation;
    const [wire] = draft.wires;
    const source = wire && this.source(wire);
    const [user, ...others] = [...(this.users.get(id) ?? [])].map((one) => this.current.get(one));
    const ends = user?.type === 'output' && others.length === 0 && user.label === draft.label;
    if (wire && user && ends && (name === 'softmax' || name === 'sigmoid')) {
      this.current.delete(id);
      this.current.set(user.id, {
        ...user,
        params: { as: name },
        wires: [{ ...wire, port: 'input' }],
      });
    } else if (source && this.isOfLayer(source, draft) && hasDefaults(draft)) {
      if (source.type === 'add') this.become(source, draft, 'residual', { activation: name });
      else if (source.type === 'conv2d' || source.type === 'dense')
        this.become(source, draft, source.type, { ...source.params, activation: name });
    }
  }
  /** The source takes over what the activation did; of a residual, what went around comes first. */
  private become(source: Draft, activation: Draft, type: string, params: Draft['params']): void {
    const ports = type === 'residual' ? ['skip', 'main'] : null;
    const wires = ports
      ? source.wires.map(({ from }, i) => ({ port: ports[i] ?? 'main', from }))
      : source.wires;
    this.current.set(source.id, { ...source, type, params, wires });
    this.current.delete(activation.id);
    this.gone.set(activation.id, source.id);
  }

  /** A sum of what a layer of the same label projects. */
  makeResidual(id: string): void {
    const sum = this.current.get(id);
    if (sum?.type !== 'add' && sum?.type !== 'residual') return;
    const projection = sum.wires
      .map((wire) => this.source(wire))
      .find((source) => source?.weights.has('kernel') && this.isOfLayer(source, sum));
    const main = sum.wires.find((wire) => this.source(wire) !== projection);
    const skip = projection?.wires[0];
    if (!projection || !main || !skip || sum.wires.length !== 2) return;
    this.current.delete(projection.id);
    this.current.set(id, {
      ...sum,
      type: 'residual',
      params: { ...sum.params, projection: 'conv1x1' },
      wires: [
        { port: 'main', from: main.from },
        { port: 'skip', from: skip.from },
      ],
      weights: projection.weights,
    });
  }

  result(): readonly Draft[] {
    const giver = (id: string): string => this.gone.get(id) ?? id;
    return this.drafts.flatMap(({ id }) => {
      const draft = this.current.get(id);
      if (!draft) return [];
      const wires = draft.wires.map(({ port, from }) => ({
        port,
        from: { ...from, node: giver(from.node) },
      }));
      return [{ ...draft, wires }];
    });
  }

  private source(wire: Wire): Draft | undefined {
    const { node } = wire.from;
    return this.current.get(this.gone.get(node) ?? node);
  }
  /** Whether `part` serves that draft alone and carries its label. */
  private isOfLayer(part: Draft, draft: Draft): boolean {
    return part.label === draft.label && this.users.get(part.id)?.size === 1;
  }
}

/** Layers apply leaky ReLU and ELU with their usual slopes alone. */
const hasDefaults = ({ params }: Draft): boolean => Object.keys(params).length === 1;
