/** What is known of the model that is being read, or was read last; shown by the import dialog. */
import { create } from 'zustand';
import type { ImportedProject } from '../../../engine/index.ts';

/** What became of a model, without its weights. */
export interface ImportSummary extends Omit<ImportedProject, 'weights'> {
  /** Of the file. */
  readonly name: string;
}
export interface ImportState {
  /** Name of the file that is being read; null while none is. */
  readonly reading: string | null;
  readonly summary: ImportSummary | null;
}
export const useImport = create<ImportState>()(() => ({ reading: null, summary: null }));
