/** Keeps `data-theme`, `data-motion` and `data-presentation` of the page as settings, system and view want them. */
import { useSettings } from '../store/settings.ts';
import { useView } from '../store/view.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
const calm = matchMedia('(prefers-reduced-motion: reduce)');

function apply(): void {
  const { theme, reduceMotion } = useSettings.getState();
  const wantsDark = theme === 'system' ? dark.matches : theme === 'dark';
  const { dataset } = document.documentElement;
  dataset.motion = reduceMotion || calm.matches ? 'reduced' : 'full';
  const wanted = wantsDark ? 'dark' : 'light';
  if (dataset.theme === wanted) return;
  // Colours change at once: faded one by one, text would for a moment be as light as what is behind it.
  dataset.switching = '';
  dataset.theme = wanted;
  getComputedStyle(document.documentElement).getPropertyValue('color');
  delete dataset.switching;
}

function applyPresentation(): void {
  document.documentElement.toggleAttribute('data-presentation', useView.getState().presentation);
}

export function startTheme(): void {
  apply();
  applyPresentation();
  dark.addEventListener('change', apply);
  calm.addEventListener('change', apply);
  useSettings.subscribe(apply);
  useView.subscribe(applyPresentation);
}
