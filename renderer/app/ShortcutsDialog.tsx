/** Every shortcut there is, by menu, read from the registry and searchable. */
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fuzzySort } from '../actions/fuzzy.ts';
import { type Action, allActions } from '../actions/registry.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { openDialog } from '../store/view.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { controlLook } from '../ui/Field.tsx';
import { Kbd } from '../ui/Kbd.tsx';

const groups: readonly Action['group'][] = ['file', 'edit', 'canvas', 'view', 'train', 'help'];

export function ShortcutsDialog({ open }: { readonly open: boolean }) {
  const { t } = useTranslation('app');
  const search = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  return (
    <Dialog
      open={open}
      onClose={() => openDialog(null)}
      title={t('shortcuts.title')}
      size="large"
      initialFocus={search}
    >
      <input
        ref={search}
        type="search"
        aria-label={t('shortcuts.search')}
        placeholder={t('shortcuts.search')}
        className={`${controlLook} mb-4`}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <Groups query={query} />
    </Dialog>
  );
}

function Groups({ query }: { readonly query: string }) {
  const { t } = useTranslation();
  const found = useMemo(() => {
    const bound = allActions().filter(({ shortcuts = [] }) => shortcuts.length > 0);
    const texts = ({ label, shortcuts = [] }: Action) => [
      t(`actions:${label}`),
      ...shortcuts.map((keys) => shortcutText(keys)),
    ];
    return new Set(fuzzySort(query, bound, texts));
  }, [query, t]);
  const name = (group: Action['group']) =>
    group === 'canvas' ? t('app:shortcuts.canvas') : t(`app:${group}`);
  if (found.size === 0) return <p className="text-dim">{t('app:shortcuts.none', { query })}</p>;
  return (
    <div className="min-h-72 gap-8 sm:columns-2">
      {groups.map((group) => {
        const actions = allActions().filter(
          (action) => action.group === group && found.has(action),
        );
        if (actions.length === 0) return null;
        return (
          <section key={group} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-xs font-semibold text-faint">{name(group)}</h3>
            <dl>
              {actions.map((action) => (
                <Line key={action.id} action={action} />
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}

function Line({ action }: { readonly action: Action }) {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-7 items-baseline gap-3 border-b border-line/60 py-1">
      <dt className="min-w-0 flex-1">
        {t(`actions:${action.label}`)}
        {action.canvasOnly && action.group !== 'canvas' && (
          <span className="ml-2 text-xs text-faint">{t('app:shortcuts.canvasOnly')}</span>
        )}
      </dt>
      <dd className="flex items-baseline gap-1.5 whitespace-nowrap">
        {action.shortcuts?.map((keys, index) => (
          <span key={keys} className="flex items-baseline gap-1.5">
            {index > 0 && <span className="text-xs text-faint">{t('app:shortcuts.or')}</span>}
            <Kbd keys={keys} />
          </span>
        ))}
      </dd>
    </div>
  );
}
