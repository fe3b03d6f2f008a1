/** The theme's tokens as numbers of colour, for what is drawn rather than styled. */

const colorNames = [
  'background',
  'panel',
  'raised',
  'line',
  'control',
  'text',
  'dim',
  'faint',
  'accent',
  'good',
  'warning',
  'bad',
] as const;
type ColorName = (typeof colorNames)[number];
export type ThemeColors = Readonly<Record<ColorName, string>> & { readonly font: string };
let colors: ThemeColors | null = null;
const listeners = new Set<() => void>();
let observed = false;

/** The tokens of the theme as it is now, for what is drawn rather than styled. */
export function themeColors(): ThemeColors {
  observe();
  if (!colors) {
    const style = getComputedStyle(document.documentElement);
    const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
    colors = {
      ...(Object.fromEntries(colorNames.map((name) => [name, read(name)])) as Record<
        ColorName,
        string
      >),
      font: read('font'),
    };
  }
  return colors;
}

/** Called after the theme has changed; returns the way to stop. */
export function onThemeColors(listener: () => void): () => void {
  observe();
  listeners.add(listener);
  return () => listeners.delete(listener);
}
function observe(): void {
  if (observed) return;
  observed = true;
  new MutationObserver(() => {
    colors = null;
    for (const listener of listeners) listener();
  }).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}
