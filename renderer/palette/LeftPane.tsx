/** The left pane: the layers to drag, or the outline of the network. */
import { useTranslation } from 'react-i18next';
import { Outline } from '../outline/Outline.tsx';
import { useView } from '../store/view.ts';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import { Palette } from './Palette.tsx';

export function LeftPane() {
  const { t } = useTranslation('canvas');
  const tab = useView((state) => state.leftTab);
  return (
    <aside aria-label={t('leftPane')} className="flex h-full flex-col bg-panel">
      <div className="shrink-0 px-3 pt-2.5 pb-2">
        <SegmentedControl
          label={t('leftPane')}
          value={tab}
          layout="bare"
          segments={[
            { value: 'layers', label: t('layers') },
            { value: 'outline', label: t('outline') },
          ]}
          onChange={(leftTab) => useView.setState({ leftTab })}
        />
      </div>
      {tab === 'layers' ? <Palette /> : <Outline />}
    </aside>
  );
}
