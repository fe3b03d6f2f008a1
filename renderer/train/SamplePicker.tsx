/** Which sample is watched: part, number, previous, next, any; and the second one that is pinned beside it. */
import { ChevronLeft, ChevronRight, PenLine, Pin, PinOff, Shuffle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SampleReference } from '../../engine/index.ts';
import { sizeOf, suitableSample } from '../live/suitable.ts';
import { useNetwork } from '../store/network.ts';
import { useView } from '../store/view.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { NumberField } from '../ui/NumberField.tsx';
import { Select } from '../ui/Select.tsx';

type Part = 'train' | 'validation';

export function SamplePicker({
  drawable,
  onDraw,
}: {
  readonly drawable: boolean;
  readonly onDraw: () => void;
}) {
  const { t } = useTranslation('train');
  const data = useNetwork((state) => state.data);
  const wanted = useView((state) => state.sample);
  const pinned = useView((state) => state.pinned);
  const sample = data && suitableSample(wanted, data);
  if (!data || sample?.kind !== 'data') return null;
  const size = sizeOf(data, sample.part);
  const show = (part: Part, index: number) =>
    useView.setState({ sample: { kind: 'data', part, index: (index + size) % size } });
  const parts = (['validation', 'train'] as const).filter((part) => sizeOf(data, part) > 0);
  return (
    <div className="flex w-24 flex-col gap-1.5">
      <Select
        label={t('sample.part')}
        layout="bare"
        value={sample.part}
        options={parts.map((part) => ({ value: part, label: t(`sample.${part}`) }))}
        onChange={(part) =>
          useView.setState({
            sample: { kind: 'data', part, index: Math.min(sample.index, sizeOf(data, part) - 1) },
          })
        }
        className="text-xs"
      />
      <NumberField
        label={t('sample.index')}
        layout="bare"
        value={sample.index}
        minimum={0}
        maximum={size - 1}
        integer
        onCommit={(index) => show(sample.part, index)}
      />
      <div className="flex justify-between">
        <IconButton
          size="small"
          icon={ChevronLeft}
          label={t('sample.previous')}
          action="previous-sample"
          onClick={() => show(sample.part, sample.index - 1)}
        />
        <IconButton
          size="small"
          icon={ChevronRight}
          label={t('sample.next')}
          action="next-sample"
          onClick={() => show(sample.part, sample.index + 1)}
        />
        <IconButton
          size="small"
          icon={Shuffle}
          label={t('sample.random')}
          action="random-sample"
          onClick={() => show(sample.part, Math.floor(Math.random() * size))}
        />
        <PinButton sample={sample} pinned={pinned} />
      </div>
      {drawable && (
        <Button size="small" icon={PenLine} action="draw" onClick={onDraw}>
          {t('draw.start')}
        </Button>
      )}
    </div>
  );
}

export function PinButton({
  sample,
  pinned,
}: {
  readonly sample: SampleReference;
  readonly pinned: SampleReference | null;
}) {
  const { t } = useTranslation('train');
  return (
    <IconButton
      size="small"
      icon={pinned ? PinOff : Pin}
      label={t(pinned ? 'sample.unpin' : 'sample.pin')}
      action="pin-sample"
      aria-pressed={pinned !== null}
      onClick={() => useView.setState({ pinned: pinned ? null : sample })}
    />
  );
}
