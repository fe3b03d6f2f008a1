/** The fields of data: what a sample has under each name, and whether it is learned or learned from. */
import { useTranslation } from 'react-i18next';
import type { Field } from '../../../engine/index.ts';
import { nodeShape } from '../../canvas/text.ts';
import { Tooltip } from '../../ui/Tooltip.tsx';

/** Names that a tooltip still shows. */
const most = 40;

export function FieldList({ fields }: { readonly fields: readonly Field[] }) {
  const { t } = useTranslation('inspector');
  return (
    <table className="mt-2 w-full table-fixed text-left">
      <caption className="sr-only">{t('data.fields')}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t('data.field')}</th>
          <th scope="col">{t('data.role')}</th>
          <th scope="col">{t('data.shape')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name}>
            <th scope="row" className="truncate py-0.5 pr-2 font-normal text-text">
              {field.name}
            </th>
            <td className="w-16 truncate py-0.5 pr-2 text-xs text-faint">
              {t(`data.${field.role}`)}
            </td>
            <td className="w-26 truncate py-0.5 text-right font-mono text-xs">
              <Names names={field.classes ?? field.columns ?? []}>
                {field.classes
                  ? t('data.classes', { count: field.classes.length })
                  : nodeShape(field)}
              </Names>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Names({
  names,
  children,
}: {
  readonly names: readonly string[];
  readonly children: React.ReactNode;
}) {
  if (names.length === 0) return <>{children}</>;
  const shown = names.slice(0, most).join(', ');
  return (
    <Tooltip text={names.length > most ? `${shown}, …` : shown} side="left">
      <span>{children}</span>
    </Tooltip>
  );
}
