/** A type's formula, what its parameters mean, and where to read on. */
import { useTranslation } from 'react-i18next';
import type { NodeSummary, NodeTypeSummary } from '../../../engine/index.ts';
import { fieldHelp, fieldTitle, typeReference } from '../../i18n/layerNames.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Formula, FormulaBox } from '../formula/Formula.tsx';
import { formulasOf } from '../formula/formulas.ts';
import { Section } from '../Section.tsx';

export function Help({
  type,
  params,
  summary,
}: {
  readonly type: NodeTypeSummary;
  readonly params: Readonly<Record<string, unknown>>;
  readonly summary: NodeSummary | undefined;
}) {
  const { t } = useTranslation('inspector');
  const weights = summary?.weights.map(({ name }) => name) ?? [];
  const formulas = formulasOf({
    type: type.type,
    params: { ...type.defaults, ...params },
    weights,
  });
  return (
    <Section title={t('help.title')}>
      {formulas.length > 0 && (
        <FormulaBox>
          {formulas.map((tex) => (
            <Formula key={tex} tex={tex} />
          ))}
        </FormulaBox>
      )}
      {type.form.length > 0 && (
        <div className="mt-1">
          <Disclosure label={t('help.parameters')}>
            <dl className="flex flex-col gap-1.5 pb-1 pl-1">
              {type.form.map((field) => (
                <div key={field.key}>
                  <dt className="font-semibold text-text">
                    {fieldTitle('node', type.type, field)}
                  </dt>
                  <dd className="leading-5 text-dim">{fieldHelp('node', type.type, field)}</dd>
                </div>
              ))}
            </dl>
          </Disclosure>
        </div>
      )}
      <p className="mt-2 text-xs leading-4.5 text-faint">{typeReference(type)}</p>
    </Section>
  );
}
