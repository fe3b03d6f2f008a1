/** Several nodes at once: what can be done with all of them. */
import {
  AlignHorizontalSpaceAround,
  AlignVerticalSpaceAround,
  FlipHorizontal2,
  FlipVertical2,
  type LucideIcon,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProjectNode } from '../../engine/index.ts';
import { wrapInResidual } from '../canvas/place.ts';
import { countText } from '../canvas/text.ts';
import { moveNodes, setDisabled, setTrainable } from '../commands/edits.ts';
import { useNetwork } from '../store/network.ts';
import { ActionButton } from '../ui/ActionButton.tsx';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Switch } from '../ui/Switch.tsx';
import { type Alignment, aligned } from './align.ts';
import { useReadOnly } from './readOnly.ts';
import { Fact, Section } from './Section.tsx';

const alignments: readonly (readonly [Alignment, LucideIcon])[] = [
  ['row', FlipVertical2],
  ['column', FlipHorizontal2],
  ['spread-across', AlignHorizontalSpaceAround],
  ['spread-down', AlignVerticalSpaceAround],
];

export function SelectionInspector({ nodes }: { readonly nodes: readonly ProjectNode[] }) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const summaries = useNetwork((state) => state.summary?.nodes);
  const types = useNetwork((state) => state.types);
  const ids = nodes.map(({ id }) => id);
  const parameters = ids.reduce((sum, id) => sum + (summaries?.[id]?.parameters ?? 0), 0);
  const learners = nodes.filter(({ type }) => types.get(type)?.hasWeights);
  return (
    <>
      <header className="pt-3 pr-3 pb-2.5 pl-4">
        <h2 className="text-[0.875rem] font-semibold tracking-normal text-text">
          {t('selection.title', { count: nodes.length })}
        </h2>
        <dl className="mt-2">
          <Fact name={t('cost.parameters')}>{countText(parameters)}</Fact>
        </dl>
        <div className="mt-1 flex flex-col gap-1">
          <Switch
            label={t('node.inUse')}
            help={t('node.inUseHelp')}
            checked={nodes.some(({ disabled }) => !disabled)}
            onChange={(inUse) => setDisabled(ids, !inUse)}
            disabled={readOnly}
          />
          {learners.length > 0 && (
            <Switch
              label={t('weights.freeze')}
              help={t('weights.freezeHelp')}
              checked={learners.every(({ trainable }) => !trainable)}
              onChange={(frozen) =>
                setTrainable(
                  learners.map(({ id }) => id),
                  !frozen,
                )
              }
              disabled={readOnly}
            />
          )}
        </div>
      </header>
      <Section title={t('selection.arrange')}>
        <div className="flex flex-wrap items-center gap-1">
          {alignments.map(([how, icon]) => (
            <IconButton
              key={how}
              icon={icon}
              label={t(`selection.${how}`)}
              action={`align-${how}`}
              disabled={readOnly}
              onClick={() => moveNodes(aligned(nodes, how))}
            />
          ))}
          <ActionButton id="layout-selection" />
        </div>
      </Section>
      <Section title={t('selection.actions')}>
        <div className="flex flex-wrap gap-1.5">
          <Button
            action="wrap-residual"
            disabled={readOnly}
            onClick={() => void wrapInResidual(ids)}
          >
            {t('selection.wrap')}
          </Button>
          <ActionButton id="delete" icon={Trash2} />
        </div>
      </Section>
    </>
  );
}
