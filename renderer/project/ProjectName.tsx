/** The project's name, to be changed where it stands, and the dot of unsaved changes. */
import { useTranslation } from 'react-i18next';
import { isDirty, useDocument } from '../store/document.ts';
import { useDraft } from '../ui/useDraft.ts';
import { setProjectNameField } from './projectName.ts';
import { rename } from './save.ts';

export function ProjectName({ readOnly }: { readonly readOnly: boolean }) {
  const { t } = useTranslation('project');
  const name = useDocument((state) => state.project.name);
  const locked = useDocument((state) => state.readOnly);
  const dirty = useDocument(isDirty);
  const draft = useDraft(name, (text) => {
    // A name of spaces only is no name: the old one stays.
    if (text.trim() !== '') rename(text.trim());
    return null;
  });
  return (
    <div className="flex min-w-0 shrink items-center gap-1.5">
      {readOnly || locked ? (
        <span className="truncate px-1.5 font-semibold">{name}</span>
      ) : (
        <input
          ref={setProjectNameField}
          type="text"
          aria-label={t('name')}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          value={draft.text}
          className="field-sizing-content h-7 max-w-56 min-w-16 truncate rounded-md border border-transparent bg-transparent px-1.5 font-semibold hover:border-line focus:border-control focus:bg-background @max-4xl/bar:max-w-28"
          onChange={(event) => draft.change(event.target.value)}
          onKeyDown={(event) => {
            draft.onKeyDown(event);
            if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
          }}
          onBlur={draft.onBlur}
        />
      )}
      <span
        title={dirty ? t('unsaved') : undefined}
        data-dirty={dirty || undefined}
        className={`size-2 shrink-0 rounded-full ${dirty ? 'bg-warning' : ''}`}
      >
        {dirty && <span className="sr-only">{t('unsaved')}</span>}
      </span>
    </div>
  );
}
