/** Says what is to be chosen while a Residual waits for its `skip`, and by which keys. */
import { useTranslation } from 'react-i18next';
import { useDocument } from '../store/document.ts';
import { Button } from '../ui/Button.tsx';
import { nodesById } from './lookup.ts';
import { cancelSkip, takeSkip, useSkipChoice } from './skipChoice.ts';

export function SkipBar() {
  const { t } = useTranslation('canvas');
  const chosen = useSkipChoice((state) => state.chosen);
  const label = useDocument(({ project }) =>
    chosen ? nodesById(project.nodes).get(chosen.node)?.label : undefined,
  );
  return (
    <div
      role="status"
      className="absolute top-3 left-1/2 z-20 flex w-max max-w-[94%] -translate-x-1/2 items-center gap-3 rounded-lg border border-accent bg-panel px-3 py-2 shadow-[var(--shadow)]"
    >
      <p>
        {t('chooseSkip')} <b className="font-semibold">{label}</b>
        <span className="ml-2 text-xs text-faint">{t('chooseSkipKeys')}</span>
      </p>
      <Button size="small" kind="primary" onClick={() => takeSkip()}>
        {t('takeSkip')}
      </Button>
      <Button size="small" onClick={cancelSkip}>
        {t('cancel')}
      </Button>
    </div>
  );
}
