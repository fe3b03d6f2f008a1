/** What an empty canvas says: how to begin. */
import { FolderOpen, Plus, Waypoints } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNetwork } from '../store/network.ts';
import { openDialog } from '../store/view.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { focusCanvas } from './camera.ts';
import { placeSomewhere } from './place.ts';

export function EmptyCanvas() {
  const { t } = useTranslation('canvas');
  const addInput = () => {
    const item = useNetwork.getState().catalogue?.palette.find(({ key }) => key === 'input');
    if (item) placeSomewhere(item);
    focusCanvas();
  };
  return (
    <div className="pointer-events-none absolute inset-0 [&_button]:pointer-events-auto">
      <EmptyState icon={Waypoints} title={t('emptyTitle')} sentence={t('emptySentence')}>
        <Button kind="primary" icon={Plus} onClick={addInput}>
          {t('addInput')}
        </Button>
        <Button icon={FolderOpen} onClick={() => openDialog('new')}>
          {t('openExample')}
        </Button>
      </EmptyState>
    </div>
  );
}
