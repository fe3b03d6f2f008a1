/** What the window knows of the open document beside the document itself: its file, and what is being done with it. */
import { create } from 'zustand';
import type { FileBinding } from './backup.ts';

export interface Session {
  /** Where Save writes; null until it was saved once. */
  readonly binding: FileBinding | null;
  readonly busy: 'opening' | 'saving' | null;
  /** Edits are not backed up, and why; null while they are. */
  readonly backupFailure: string | null;
}

export const useSession = create<Session>()(() => ({
  binding: null,
  busy: null,
  backupFailure: null,
}));

export const bindingNow = (): FileBinding | null => useSession.getState().binding;

/** Shows that something goes on while `work` does. The same is not started twice; opening may save on its way. */
export async function whileBusy<T>(
  busy: NonNullable<Session['busy']>,
  work: () => Promise<T>,
): Promise<T | null> {
  const before = useSession.getState().busy;
  if (before === busy || before === 'saving') return null;
  useSession.setState({ busy });
  try {
    return await work();
  } finally {
    useSession.setState({ busy: before });
  }
}
