/** An action's id in; its label, shortcut and whether it may run now out, kept true as the stores change. */
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../project/session.ts';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { useRun } from '../store/run.ts';
import { useSettings } from '../store/settings.ts';
import { useView } from '../store/view.ts';
import { type Action, action, onActions } from './registry.ts';

/** Everything that an action's `enabled` and `checked` may read. */
export function onActionState(listener: () => void): () => void {
  const stores = [useDocument, useNetwork, useRun, useSession, useSettings, useView];
  const stops = [onActions(listener), ...stores.map((store) => store.subscribe(listener))];
  return () => {
    for (const stop of stops) stop();
  };
}

export interface ActionState {
  readonly label: string;
  readonly shortcut: string | undefined;
  readonly enabled: boolean;
  /** Undefined where it is no toggle. */
  readonly checked: boolean | undefined;
}
/** Sentences are `<id>` and `<id>.help` of the `actions` area. */
export function useAction(id: string): ActionState {
  const { t } = useTranslation('actions');
  const state = useSyncExternalStore(onActionState, () => stateOf(action(id)));
  const found = action(id);
  return {
    label: found ? t(found.label as never) : id,
    shortcut: found?.shortcuts?.[0],
    enabled: state !== 'missing' && !state.includes('disabled'),
    checked: state.includes('-toggle') ? state.includes('on-toggle') : undefined,
  };
}
/** One word, so that it changes only when something shown does. */
function stateOf(found: Action | undefined): string {
  if (!found) return 'missing';
  const enabled = found.enabled?.() === false ? 'disabled' : 'enabled';
  const checked = found.checked?.();
  return checked === undefined ? enabled : `${enabled} ${checked ? 'on-toggle' : 'off-toggle'}`;
}
