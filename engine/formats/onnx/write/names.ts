/** Wished names in, one by one; the same names out, with a number behind those that are taken. */

export class Names {
  private readonly taken = new Set<string>();

  unique(wished: string): string {
    let name = wished;
    for (let n = 2; this.taken.has(name); n++) name = `${wished}_${n}`;
    this.taken.add(name);
    return name;
  }
}
