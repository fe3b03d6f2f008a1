/** How the output's height and width follow from the input's, with the node's own numbers. */
import { useTranslation } from 'react-i18next';
import type { NodeSummary } from '../../../engine/index.ts';
import { Formula, FormulaBox } from '../formula/Formula.tsx';
import { axisSizes, sizeFormula } from '../formula/outputSize.ts';
import { Note, Section } from '../Section.tsx';

export function OutputSize({ summary }: { readonly summary: NodeSummary }) {
  const { t } = useTranslation('inspector');
  const axes = axisSizes(summary);
  if (!axes) return null;
  const { rule, lines, uneven } = sizeFormula(axes);
  return (
    <Section title={t('size.title')}>
      <FormulaBox>
        <Formula tex={rule} />
        {lines.map(({ axis, tex }) => (
          <div key={axis} className="min-w-0">
            {axis !== 'both' && <p className="text-xs text-faint">{t(`size.${axis}`)}</p>}
            <Formula tex={tex} />
          </div>
        ))}
      </FormulaBox>
      {uneven && <Note>{t('size.uneven')}</Note>}
    </Section>
  );
}
