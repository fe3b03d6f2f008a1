import { describe, expect, test } from 'vitest';
import { dataNote, dataNoteCatalogue, dataNoteSentence } from './notes.ts';

describe('notes of the readers of data', () => {
  test('name their values, and count in words', () => {
    const missing = (count: number) =>
      dataNoteSentence(dataNote('numbers-missing', { column: 'age', count }));
    expect(missing(1)).toBe(
      '"age": 1 value is missing; the mean of the training samples stands for it.',
    );
    expect(missing(8)).toBe(
      '"age": 8 values are missing; the mean of the training samples stands for them.',
    );
  });

  test('take text in braces as it stands', () => {
    const values = { column: '{count}', count: 2 };
    expect(dataNoteSentence(dataNote('target-missing', values))).toBe(
      'The target "{count}": 2 rows have no value and are left out.',
    );
  });

  test('can be said by another catalogue', () => {
    const other = { ...dataNoteCatalogue, 'columns-normalized': { sentence: 'Normiert.' } };
    expect(dataNoteSentence(dataNote('columns-normalized'), other)).toBe('Normiert.');
  });
});
