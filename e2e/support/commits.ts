/** Counts of React commits that the window keeps for tests: a page in, numbers by kind of component out. */
import type { Page } from '@playwright/test';

export type Commits = Readonly<Record<'node' | 'nodeBody' | 'wire' | 'map', number>>;

export function commitsOf(page: Page): Promise<Commits> {
  return page.evaluate(() => {
    const counted = (window as { __netloom?: { commits: Commits } }).__netloom;
    if (!counted) throw new Error('The window counts no commits.');
    return { ...counted.commits };
  });
}
/** What was committed between two counts. */
export function since(before: Commits, after: Commits): Commits {
  return {
    node: after.node - before.node,
    nodeBody: after.nodeBody - before.nodeBody,
    wire: after.wire - before.wire,
    map: after.map - before.map,
  };
}
/** Resolves when the next frame has been drawn. */
export async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => done()));
      }),
  );
}
