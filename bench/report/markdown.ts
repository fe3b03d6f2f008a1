/** Titles and cells in, a Markdown table out; and numbers as they stand in it. */

/** The first column is words, the others are numbers. */
export function markdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = titles.map((_, i) => (i === 0 ? '---' : '---:'));
  return [line(titles), line(rule), ...rows.map(line), ''].join('\n');
}

/** Three significant digits, without an exponent. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = value === 0 ? 0 : 2 - Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(6, Math.max(0, digits)));
}
export const times = (ratio: number): string => `${significant(ratio)}×`;
export const percent = (share: number): string => `${Math.round(share * 100)} %`;
export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** The median, and in brackets the least and the greatest where they say more. */
export function spread(values: readonly number[], median: number): string {
  if (values.length < 2) return significant(median);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  return `${significant(median)} (${significant(least)}–${significant(greatest)})`;
}
