/** Attributes as text: the same text exactly where they are equal, NaN, infinities and −0 included. */

/** Readable on one line: {axes: [0, 1]}. */
export function attributesText(attributes: unknown): string {
  if (typeof attributes === 'number') return Object.is(attributes, -0) ? '-0' : String(attributes);
  if (typeof attributes !== 'object' || attributes === null) return JSON.stringify(attributes);
  if (Array.isArray(attributes)) return listText(attributes);
  let text = '';
  for (const key in attributes) {
    if (text !== '') text += ', ';
    text += `${key}: ${attributesText((attributes as Readonly<Record<string, unknown>>)[key])}`;
  }
  return `{${text}}`;
}
/** Apart, and by number: keys of arrays are slow to enumerate, and shapes are asked for often. */
function listText(items: readonly unknown[]): string {
  let text = '';
  for (let i = 0; i < items.length; i++) {
    if (i > 0) text += ', ';
    text += attributesText(items[i]);
  }
  return `[${text}]`;
}
