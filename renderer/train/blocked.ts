/** Says what keeps a network from being trained, and goes there. */
import i18next from 'i18next';
import { sentenceOf } from '../i18n/sentences.ts';
import { goToIssue } from '../issues/goTo.ts';
import { sentenceOf as issueSentence } from '../issues/sentences.ts';
import { select, useView } from '../store/view.ts';
import { notify } from '../ui/toasts.ts';
import type { Obstacle } from './readiness.ts';

/** One sentence, for the status and for the message. */
export function obstacleSentence(found: Obstacle): string {
  const t = i18next.getFixedT(null, 'train');
  switch (found.kind) {
    case 'issue':
      return issueSentence(found.issue);
    case 'data':
      return sentenceOf(found.failure);
    case 'empty':
    case 'waiting':
    case 'no-data':
    case 'data-loading':
      return t(`blocked.${found.kind}`);
    default:
      return found satisfies never;
  }
}

export function explainObstacle(found: Obstacle): void {
  const sentence = obstacleSentence(found);
  if (found.kind === 'issue') {
    useView.setState({ dockTab: 'issues', dockOpen: true });
    goToIssue(found.issue);
    notify('bad', i18next.t('train:blocked.issue', { count: found.count, sentence }));
    return;
  }
  // With nothing selected the inspector shows where data are chosen.
  if (found.kind === 'no-data' || found.kind === 'data') select([]);
  notify(found.kind === 'data' ? 'bad' : 'warning', sentence);
}
