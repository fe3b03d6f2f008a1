/** Takes names and ids that are in use; gives ones that are free. */

/** The label itself if nobody has it, else with the first free number behind it; it is taken from then on. */
export function freshLabel(label: string, taken: Set<string>): string {
  return freshLabels(taken)(label);
}
/** The same for many labels, which remembers the numbers that it has tried. */
export function freshLabels(taken: Set<string>): (label: string) => string {
  const tried = new Map<string, number>();
  return (label) => {
    const stem = label.slice(0, 180);
    let fresh = label;
    let n = tried.get(stem) ?? 2;
    for (; taken.has(fresh); n++) fresh = `${stem} ${n}`;
    tried.set(stem, n);
    taken.add(fresh);
    return fresh;
  };
}

/** So many ids that none of `known` has: the stem and a number. */
export function freshIds(
  known: readonly { readonly id: string }[],
  stem: string,
  count: number,
): string[] {
  const taken = new Set(known.map(({ id }) => id));
  const fresh: string[] = [];
  for (let n = known.length + 1; fresh.length < count; n++)
    if (!taken.has(`${stem}${n}`)) fresh.push(`${stem}${n}`);
  return fresh;
}

/** The id itself if nobody has it, else with the first free number behind it. */
export function freshId(known: readonly { readonly id: string }[], id: string): string {
  const taken = new Set(known.map((one) => one.id));
  let fresh = id;
  for (let n = 2; taken.has(fresh); n++) fresh = `${id}${n}`;
  return fresh;
}
