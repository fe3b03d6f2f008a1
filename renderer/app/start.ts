/** Everything that must run before the first picture: language, theme, actions, controllers. */

import { startKeys } from '../actions/keys.ts';
import { registerActions } from '../actions/registry.ts';
import { canvasActions } from '../canvas/actions.ts';
import { startLanguages, systemLanguage } from '../i18n/index.ts';
import { projectActions } from '../project/actions.ts';
import { startProjects } from '../project/start.ts';
import { startInference } from '../store/inference.ts';
import { useSettings } from '../store/settings.ts';
import { trainActions } from '../train/actions.ts';
import { startTraining } from '../train/start.ts';
import { appActions } from './actions.ts';
import { startNativeMenu } from './nativeMenu.ts';
import { startTheme } from './theme.ts';

export async function start(): Promise<void> {
  startTheme();
  await startLanguages(useSettings.getState().language ?? systemLanguage());
  registerActions([...projectActions, ...canvasActions, ...trainActions, ...appActions]);
  startKeys();
  startNativeMenu();
  const inference = startInference();
  startTraining();
  await inference;
  await startProjects();
}
