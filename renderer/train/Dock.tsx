/** The dock: loss and feature maps side by side, weights, issues; before a class, the maps alone. */
import { PanelBottomClose } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { IssuesPanel } from '../issues/IssuesPanel.tsx';
import { useNetwork } from '../store/network.ts';
import { type DockTab, useView } from '../store/view.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { FeatureMaps } from './FeatureMaps.tsx';
import { LossPanel } from './LossPanel.tsx';
import { ResumeBanner } from './ResumeBanner.tsx';
import { WeightsPanel } from './WeightsPanel.tsx';

export function Dock() {
  const { t } = useTranslation('train');
  const tab = useView((state) => state.dockTab);
  const presentation = useView((state) => state.presentation);
  if (presentation)
    return (
      <div className="h-full bg-panel pt-1">
        <FeatureMaps />
      </div>
    );
  return (
    <div className="flex h-full flex-col bg-panel">
      <ResumeBanner />
      <Tabs<DockTab>
        label={t('dock')}
        value={tab}
        className="flex-1"
        onChange={(dockTab) => useView.setState({ dockTab })}
        tabs={[
          { value: 'training', label: t('tab.training'), content: <TrainingPanel /> },
          { value: 'weights', label: t('tab.weights'), content: <WeightsPanel /> },
          {
            value: 'issues',
            label: t('tab.issues'),
            badge: <IssueCount />,
            content: <IssuesPanel />,
          },
        ]}
        actions={
          <IconButton
            size="small"
            icon={PanelBottomClose}
            label={t('hideDock')}
            tooltipSide="top"
            action="hide-dock"
            className="mr-1.5"
            onClick={() => useView.setState({ dockOpen: false })}
          />
        }
      />
    </div>
  );
}

function TrainingPanel() {
  const { t } = useTranslation('train');
  return (
    <Group orientation="horizontal" id="training-panels" className="h-full">
      <Panel id="loss" defaultSize="34%" minSize="220px">
        <LossPanel />
      </Panel>
      <Separator
        aria-label={t('resizeLoss')}
        className="w-px bg-line data-[separator=active]:bg-accent data-[separator=hover]:bg-accent"
      />
      <Panel id="maps" minSize="320px">
        <FeatureMaps />
      </Panel>
    </Group>
  );
}

/** How many issues keep something from working; hints are not counted. */
function IssueCount() {
  const count = useNetwork(
    ({ summary }) => summary?.issues.filter(({ severity }) => severity !== 'hint').length ?? 0,
  );
  const grave = useNetwork(
    ({ summary }) => summary?.issues.some(({ severity }) => severity === 'error') ?? false,
  );
  if (count === 0) return null;
  return (
    <span
      className={`min-w-4 rounded-full px-1 text-center text-[11px] leading-4 font-semibold ${grave ? 'bg-bad text-on-bad' : 'bg-hover text-text'}`}
    >
      {count}
    </span>
  );
}
