/** Projects used lately, as the host remembers them, for menus and dialogs. */
import { create } from 'zustand';
import { host, type RecentProject } from '../host.ts';

export type { RecentProject };

export const useRecent = create<{ readonly projects: readonly RecentProject[] }>()(() => ({
  projects: [],
}));

/** After opening and saving; what cannot be had leaves the list as it was. */
export async function refreshRecent(): Promise<void> {
  const result = await host.projects.recent();
  if (result.ok) useRecent.setState({ projects: result.value });
}
export async function clearRecent(): Promise<void> {
  await host.projects.clearRecent();
  await refreshRecent();
}
