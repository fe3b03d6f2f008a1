/** Ids of the actions that were run from the command palette, newest first; kept in localStorage. */

const key = 'netloom-recent-actions';
const most = 8;

export function recentActions(): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(found) ? found.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberAction(id: string): void {
  const ids = [id, ...recentActions().filter((other) => other !== id)].slice(0, most);
  try {
    localStorage.setItem(key, JSON.stringify(ids));
  } catch {
    // Without a store the palette only forgets what was recent.
  }
}
