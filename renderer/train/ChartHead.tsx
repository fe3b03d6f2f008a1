/** The head of the loss chart: which quantity is drawn, and its newest values beside the colours of their lines. */
import { useTranslation } from 'react-i18next';
import { type RunStore, useRun } from '../store/run.ts';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import { Select } from '../ui/Select.tsx';
import type { Quantity } from './chart.ts';
import { lossText, metricText } from './format.ts';
import { LiveText } from './LiveText.tsx';
import { metricName, readLoss } from './status.ts';

export function QuantityChoice({
  value,
  metrics,
  onChange,
}: {
  readonly value: Quantity;
  readonly metrics: readonly string[];
  readonly onChange: (quantity: Quantity) => void;
}) {
  const { t } = useTranslation('train');
  const choices = [
    { value: 'loss', label: t('loss') },
    ...metrics.map((name) => ({ value: name, label: metricName(name, false) })),
  ];
  // Segments share the width, so the longest word sets it.
  const longest = Math.max(...choices.map(({ label }) => wordWidth(label)));
  const common = { label: t('chart.quantity'), layout: 'bare', value, onChange } as const;
  return choices.length * (longest + 3) <= most ? (
    <div className="shrink-0" style={{ width: `${choices.length * (longest + 3)}ch` }}>
      <SegmentedControl {...common} segments={choices} />
    </div>
  ) : (
    <div className="w-36 shrink-0">
      <Select {...common} options={choices} />
    </div>
  );
}
/** Wider ones leave no room for the values. */
const most = 34;
/** In digits' widths; a Chinese character is as wide as two. */
const wordWidth = (word: string): number =>
  [...word].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0);

/** Training and validation, of which what does not fit wraps out of sight; the numbers of the loss tick outside React. */
export function Legend({ quantity }: { readonly quantity: Quantity }) {
  const { t } = useTranslation('train');
  const epoch = useRun((state) => state.epochs.at(-1));
  const has = useRun((state) => state.run !== null);
  if (!has) return null;
  const loss = quantity === 'loss';
  const text = (value: number | undefined) =>
    value === undefined ? '–' : loss ? lossText(value) : metricText(quantity, value);
  const training = loss ? epoch?.loss : epoch?.metrics[quantity];
  const validation = loss ? epoch?.validation?.loss : epoch?.validation?.metrics[quantity];
  return (
    <div className="flex h-8 min-w-0 flex-wrap gap-x-3 overflow-hidden whitespace-nowrap text-dim">
      <Entry color="bg-accent" name={t('trainingShort')}>
        {loss ? <LiveText read={readNow} /> : text(training)}
      </Entry>
      {validation !== undefined && (
        <Entry color="bg-warning" name={t('validationShort')}>
          {text(validation)}
        </Entry>
      )}
    </div>
  );
}
const readNow = (state: RunStore): string => readLoss(state) ?? '–';

function Entry({
  color,
  name,
  children,
}: {
  readonly color: string;
  readonly name: string;
  readonly children: React.ReactNode;
}) {
  return (
    <span className="flex h-8 items-center gap-1.5">
      <i aria-hidden className={`h-0.5 w-3 rounded-full ${color}`} />
      <span className="@max-[30rem]/loss:hidden">{name}</span>
      <b className="font-semibold text-text">{children}</b>
    </span>
  );
}
