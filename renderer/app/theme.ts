/** Keeps `data-theme`, `data-motion` and `data-presentation` of the page as settings, system and view want them. */
import { useSettings } from '../store/settings.ts';
import { useView } from '../store/view.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
const calm = matchMedia('(prefers-reduced-motion: reduce)');

function apply(): void {
  const { theme, reduceMotion } = useSettings.getState();
  const wantsDark = theme === 'system' ? dark.matches : theme === 'dark';
  document.documentElement.dataset.theme = wantsDark ? 'dark' : 'light';
  document.documentElement.dataset.motion = reduceMotion || calm.matches ? 'reduced' : 'full';
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
