/** Keeps `data-theme` and `data-motion` of the page as the settings and the system want them. */
import { useSettings } from '../store/settings.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
const calm = matchMedia('(prefers-reduced-motion: reduce)');

function apply(): void {
  const { theme, reduceMotion } = useSettings.getState();
  const wantsDark = theme === 'system' ? dark.matches : theme === 'dark';
  document.documentElement.dataset.theme = wantsDark ? 'dark' : 'light';
  document.documentElement.dataset.motion = reduceMotion || calm.matches ? 'reduced' : 'full';
}

export function startTheme(): void {
  apply();
  dark.addEventListener('change', apply);
  calm.addEventListener('change', apply);
  useSettings.subscribe(apply);
}
