/** Attributes as text: the same text exactly where they are equal, NaN, infinities and −0 included. */

/** Readable on one line: {axes: [0, 1]}. */
export function attributesText(attributes: unknown): string {
  if (typeof attributes === 'number') return Object.is(attributes, -0) ? '-0' : String(attributes);
  if (typeof attributes !== 'object' || attributes === null) return JSON.stringify(attributes);
  const isList = Array.isArray(attributes);
  let text = '';
  for (const key in attributes) {
    if (text !== '') text += ', ';
    if (!isList) text += `${key}: `;
    text += attributesText((attributes as Readonly<Record<string, unknown>>)[key]);
  }
  return isList ? `[${text}]` : `{${text}}`;
}
