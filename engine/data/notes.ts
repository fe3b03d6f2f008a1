/** What a reader of data had to decide: a code and values in, one English sentence out; translations key by the code. */

interface Wording {
  /** With the values that it names in braces. */
  readonly sentence: string;
  /** Where `count` is 1. */
  readonly one?: string;
}
export type DataNoteCode = keyof typeof wordings;

export interface DataNote {
  readonly code: DataNoteCode;
  /** What the sentence names. */
  readonly values: Readonly<Record<string, string | number>>;
}

const wordings = {
  // Columns of a table.
  'column-empty': { sentence: '"{column}" is left out: it has no values.' },
  'column-constant': {
    sentence: '"{column}" is left out: it has the same value in every row.',
  },
  'column-counts-rows': { sentence: '"{column}" is left out: it counts the rows.' },
  'column-nearly-numbers': {
    sentence: '"{column}" is left out: it holds numbers, but also "{text}" ({place}).',
  },
  'column-many-texts': {
    sentence: '"{column}" is left out: it has {count} different texts, too many for categories.',
  },
  'column-most-texts': {
    sentence:
      '"{column}" is left out: it has more than {count} different texts, too many for categories.',
  },
  'numbers-missing': {
    one: '"{column}": {count} value is missing; the mean of the training samples stands for it.',
    sentence:
      '"{column}": {count} values are missing; the mean of the training samples stands for them.',
  },
  'categories-missing': {
    one: '"{column}": {count} value is missing; that is a category of its own.',
    sentence: '"{column}": {count} values are missing; they are a category of their own.',
  },
  'target-missing': {
    one: 'The target "{column}": {count} row has no value and is left out.',
    sentence: 'The target "{column}": {count} rows have no value and are left out.',
  },
  'target-classes': {
    sentence: 'The target "{column}" has {count} different whole numbers: they are classes.',
  },
  'columns-normalized': {
    sentence:
      'Number columns are brought to mean 0 and standard deviation 1 over the training samples.',
  },
  // Arrays.
  'arrays-unused': { sentence: 'Arrays that are not used: {names}.' },
  // Folders of pictures.
  'pictures-resized': { sentence: 'Pictures are brought to {height}×{width} by averaging areas.' },
  'pictures-transparent': { sentence: 'Transparent pixels are laid over white.' },
  'grey-as-colour': {
    one: '{count} grey picture is read as colour.',
    sentence: '{count} grey pictures are read as colour.',
  },
  'colour-as-grey': {
    one: '{count} colour picture is read as grey.',
    sentence: '{count} colour pictures are read as grey.',
  },
  'entries-left-out': {
    one: '{count} entry of {folder} is no picture and is left out.',
    sentence: '{count} entries of {folder} are no pictures and are left out.',
  },
} as const satisfies Readonly<Record<string, Wording>>;

export const dataNoteCatalogue: Readonly<Record<DataNoteCode, Wording>> = wordings;

export function dataNote(code: DataNoteCode, values: DataNote['values'] = {}): DataNote {
  return { code, values };
}
/** The note in English, or in the words of another catalogue of the same codes. */
export function dataNoteSentence(
  { code, values }: DataNote,
  catalogue: Readonly<Record<DataNoteCode, Wording>> = dataNoteCatalogue,
): string {
  const { sentence, one } = catalogue[code];
  const chosen = values.count === 1 ? (one ?? sentence) : sentence;
  return chosen.replace(/\{(\w+)\}/g, (whole, key: string) =>
    Object.hasOwn(values, key) ? String(values[key]) : whole,
  );
}
