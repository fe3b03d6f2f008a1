/** Whether the document may be changed here: another tab or window may be writing it. */
import { useDocument } from '../store/document.ts';

export const useReadOnly = (): boolean => useDocument((state) => state.readOnly);
