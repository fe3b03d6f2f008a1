/** Files that are dragged over the window in, what can be said of them before they are dropped out. */

/** What can be told of files before they are dropped: how many, and the kinds the browser guesses from their names. */
export type DropHint = 'table' | 'picture' | 'any';
export function hintOf(items: Iterable<Pick<DataTransferItem, 'kind' | 'type'>>): DropHint | null {
  const files = [...items].filter(({ kind }) => kind === 'file');
  const [first] = files;
  if (!first) return null;
  if (files.every(({ type }) => type === 'text/csv')) return 'table';
  return files.every(({ type }) => type.startsWith('image/')) ? 'picture' : 'any';
}
