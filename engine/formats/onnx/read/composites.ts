/** A graph in; the same graph out with activations that exporters write in several operators as one operator each. */
import type { Graph, Operator } from './graph.ts';

/** The value of a constant with a single number; undefined for anything else. */
export type ScalarOf = (name: string) => number | undefined;

/** A product taken apart: its constant and what else is multiplied. */
interface Product {
  readonly constant: number;
  readonly factors: readonly string[];
  /** Operators that belong to it alone. */
  readonly parts: readonly Operator[];
}

/** In half precision a constant is off by up to 2⁻¹¹ of itself. */
const isAbout = (found: number, wanted: number): boolean =>
  Math.abs(found - wanted) <= 2 ** -11 * wanted;

/** Gelu as x·½·(1 + erf(x/√2)) and SiLU as x·σ(x), in any order, where nothing else uses the steps between. */
export function withComposites(graph: Graph, scalarOf: ScalarOf): Graph {
  const producers = new Map<string, Operator>();
  for (const operator of graph.operators)
    for (const name of operator.outputs) producers.set(name, operator);
  const replaced = new Map<Operator, Operator>();
  const gone = new Set<Operator>();
  const finder = new Finder(graph, producers, scalarOf);
  for (const operator of [...graph.operators].reverse()) {
    if (gone.has(operator) || (operator.type !== 'Mul' && operator.type !== 'Div')) continue;
    const found = finder.activation(operator);
    if (!found) continue;
    replaced.set(operator, { ...operator, type: found.type, inputs: [found.input] });
    for (const part of found.parts) gone.add(part);
  }
  if (replaced.size === 0) return graph;
  const operators = graph.operators.flatMap((operator) =>
    gone.has(operator) ? [] : [replaced.get(operator) ?? operator],
  );
  return { ...graph, operators, uses: withoutParts(graph.uses, gone, replaced) };
}

function withoutParts(
  uses: ReadonlyMap<string, number>,
  gone: ReadonlySet<Operator>,
  replaced: ReadonlyMap<Operator, Operator>,
): ReadonlyMap<string, number> {
  const left = new Map(uses);
  const count = (name: string, by: number) => left.set(name, (left.get(name) ?? 0) + by);
  for (const operator of [...gone, ...replaced.keys()])
    for (const name of operator.inputs) count(name, -1);
  for (const { inputs } of replaced.values()) for (const name of inputs) count(name, 1);
  return left;
}

class Finder {
  private readonly graph: Graph;
  private readonly producers: ReadonlyMap<string, Operator>;
  private readonly scalarOf: ScalarOf;

  constructor(graph: Graph, producers: ReadonlyMap<string, Operator>, scalarOf: ScalarOf) {
    this.graph = graph;
    this.producers = producers;
    this.scalarOf = scalarOf;
  }

  activation(
    root: Operator,
  ): { type: 'Gelu' | 'Swish'; input: string; parts: readonly Operator[] } | null {
    const { constant, factors, parts } = this.product(root);
    if (factors.length !== 2) return null;
    for (const [x, other] of [factors, [...factors].reverse()] as [string, string][]) {
      const sigmoid = this.own(other, 'Sigmoid');
      if (sigmoid && constant === 1 && sigmoid.inputs[0] === x)
        return { type: 'Swish', input: x, parts: [...parts, sigmoid] };
      const inner = isAbout(constant, 0.5) ? this.errorFunction(other, x) : null;
      if (inner) return { type: 'Gelu', input: x, parts: [...parts, ...inner] };
    }
    return null;
  }

  /** The operators of 1 + erf(x/√2). */
  private errorFunction(name: string, x: string): readonly Operator[] | null {
    const sum = this.own(name, 'Add');
    if (!sum) return null;
    const one = sum.inputs.find((input) => this.scalarOf(input) === 1);
    const erf = this.own(sum.inputs.find((input) => input !== one) ?? '', 'Erf');
    const argument = erf?.inputs[0] ?? '';
    const scaled = this.own(argument, 'Mul') ?? this.own(argument, 'Div');
    if (one === undefined || !erf || !scaled) return null;
    const { constant, factors, parts } = this.product(scaled);
    const isHalfRoot = isAbout(constant, Math.SQRT1_2);
    return isHalfRoot && factors.length === 1 && factors[0] === x
      ? [sum, erf, scaled, ...parts]
      : null;
  }

  /** Takes apart at most a few nested products. */
  private product(root: Operator): Product {
    let constant = 1;
    const factors: string[] = [];
    const parts: Operator[] = [];
    const open = [root];
    for (let operator = open.pop(); operator; operator = open.pop()) {
      const divides = operator.type === 'Div';
      for (const [i, name] of operator.inputs.slice(0, 2).entries()) {
        const scalar = this.scalarOf(name);
        const inner = this.own(name, 'Mul') ?? this.own(name, 'Div');
        if (divides && i === 1 && scalar === undefined) return { constant, factors: [], parts };
        if (scalar !== undefined) constant *= divides && i === 1 ? 1 / scalar : scalar;
        else if (inner && parts.length < 3) {
          parts.push(inner);
          open.push(inner);
        } else factors.push(name);
      }
    }
    return { constant, factors, parts };
  }

  /** The operator of that type that makes the value, if only one operator takes it. */
  private own(name: string, type: string): Operator | null {
    const operator = this.producers.get(name);
    return operator?.type === type && this.graph.uses.get(name) === 1 ? operator : null;
  }
}
