/** What a placeholder stands for: the operator, what is lacking, and its settings in the file. Nothing of it can be changed. */
import { useTranslation } from 'react-i18next';
import type { NodeTypeSummary, ProjectNode } from '../../../engine/index.ts';
import { fieldTitle } from '../../i18n/layerNames.ts';
import { Fact, Section } from '../Section.tsx';

export function Placeholder({
  node: { params },
  type,
}: {
  readonly node: ProjectNode;
  readonly type: NodeTypeSummary;
}) {
  const { t } = useTranslation('inspector');
  const shown = type.form.filter(
    ({ key }) => key !== 'attributes' && params[key] !== undefined && params[key] !== '',
  );
  const settings = settingsOf(params.attributes);
  return (
    <>
      <Section title={t('node.parameters')}>
        <dl>
          {shown.map((field) => (
            <Fact key={field.key} name={fieldTitle('node', type.type, field)}>
              {String(params[field.key])}
            </Fact>
          ))}
        </dl>
      </Section>
      {settings.length > 0 && (
        <Section title={t('node.settingsInFile')}>
          <dl>
            {settings.map(([name, value]) => (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ))}
          </dl>
        </Section>
      )}
    </>
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  // As exactly as f32 has it, which is what files hold.
  if (typeof value === 'number') return String(Number(value.toPrecision(7)));
  return JSON.stringify(value);
}
/** Characters of a setting that are shown: some hold whole tensors. */
const longest = 200;
/** Names and values, as the file has them; none where the text is none of ours. */
function settingsOf(attributes: unknown): readonly (readonly [string, string])[] {
  try {
    const found: unknown = JSON.parse(String(attributes ?? '{}'));
    if (typeof found !== 'object' || found === null) return [];
    return Object.entries(found).map(([name, value]) => [name, textOf(value).slice(0, longest)]);
  } catch {
    return [];
  }
}
