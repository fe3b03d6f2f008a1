/** A source and what is known of its data in, whose options it takes out. */
import type { DataSummary, Failure, Project } from '../../../engine/index.ts';

export type DataKind = 'builtin' | 'table' | 'arrays' | 'pictures' | 'other';

/** Data that could not be opened are known by their reader's complaint, or by their name. */
export function dataKind(
  source: NonNullable<Project['data']['source']>,
  data: Pick<DataSummary, 'reader'> | null,
  failure: Pick<Failure, 'code'> | null,
): DataKind {
  if (typeof source === 'string') return 'builtin';
  if (data) return data.reader ?? 'other';
  const code = failure?.code ?? '';
  if (code.startsWith('csv-') || /\.(csv|tsv|tab|txt)$/i.test(source.path)) return 'table';
  if (code.startsWith('arrays-') || /\.(npz|npy)$/i.test(source.path)) return 'arrays';
  return code.startsWith('pictures-') ? 'pictures' : 'other';
}
