/** Attributes as text: the same text exactly where they are equal, NaN, infinities and −0 included. */

/** Readable on one line: {axes: [0, 1]}. */
export function attributesText(attributes: unknown): string {
  if (typeof attributes === 'number') return Object.is(attributes, -0) ? '-0' : String(attributes);
  if (Array.isArray(attributes)) return `[${attributes.map(attributesText).join(', ')}]`;
  if (typeof attributes !== 'object' || attributes === null) return JSON.stringify(attributes);
  const entries = Object.entries(attributes).map(
    ([key, value]) => `${key}: ${attributesText(value)}`,
  );
  return `{${entries.join(', ')}}`;
}
