/** Which node it is: type, name, what it does, and whether it is in use. */
import { useTranslation } from 'react-i18next';
import type { NodeTypeSummary, ProjectNode } from '../../../engine/index.ts';
import { setDisabled, setLabel } from '../../commands/edits.ts';
import { categoryName, typeName, typeSummary } from '../../i18n/layerNames.ts';
import { useDocument } from '../../store/document.ts';
import { Switch } from '../../ui/Switch.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useReadOnly } from '../readOnly.ts';
import { labelRefusal } from './labels.ts';

export function Header({
  node,
  type,
}: {
  readonly node: ProjectNode;
  readonly type: NodeTypeSummary | undefined;
}) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const refuse = (text: string): string | null => {
    const { nodes } = useDocument.getState().project;
    const refusal = labelRefusal(text, node.id, nodes);
    return refusal && t(`label.${refusal}`, { label: text.trim() });
  };
  return (
    <header className="pt-3 pr-3 pb-2.5 pl-4">
      <div className="flex items-center gap-2">
        <span
          aria-hidden
          data-category={type?.category}
          className="size-2 shrink-0 rounded-[2px]"
          style={{ background: type ? `var(--c-${type.category})` : 'var(--faint)' }}
        />
        <h2 className="min-w-0 truncate text-[0.875rem] font-semibold tracking-normal text-text">
          {type ? typeName(type) : node.type}
        </h2>
        {type && (
          <span className="ml-auto shrink-0 text-xs text-faint">{categoryName(type.category)}</span>
        )}
      </div>
      {type && <p className="mt-1 leading-5 text-dim">{typeSummary('node', type)}</p>}
      <div className="mt-2 flex flex-col gap-1">
        <TextField
          label={t('label.title')}
          help={t('label.help')}
          value={node.label}
          maximumLength={200}
          validate={refuse}
          onCommit={(label) => setLabel(node.id, label)}
          disabled={readOnly}
        />
        <Switch
          label={t('node.inUse')}
          help={t('node.inUseHelp')}
          checked={!node.disabled}
          onChange={(inUse) => setDisabled([node.id], !inUse)}
          disabled={readOnly}
        />
      </div>
    </header>
  );
}
