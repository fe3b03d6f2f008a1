/** A node's name being typed in its place: Enter and leaving take it, Escape gives the old one back. */
import { useTranslation } from 'react-i18next';
import { setLabel } from '../commands/edits.ts';

export function RenameField({
  id,
  label,
  className,
  onDone,
}: {
  readonly id: string;
  readonly label: string;
  readonly className: string;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('canvas');
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: it appears because someone asked to type a name.
      autoFocus
      type="text"
      aria-label={t('nameOf', { node: label })}
      defaultValue={label}
      maxLength={200}
      spellCheck={false}
      autoComplete="off"
      className={`nodrag nopan min-w-0 rounded-sm border border-control bg-background px-1 text-text ${className}`}
      onFocus={(event) => event.currentTarget.select()}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => event.stopPropagation()}
      onBlur={(event) => {
        setLabel(id, event.currentTarget.value);
        onDone();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Escape') event.currentTarget.value = label;
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}
