/** The command palette: every action that can run now, found by a few letters in either language. */
import { Dialog as Base } from '@base-ui/react/dialog';
import i18next from 'i18next';
import { Check, Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fuzzySort } from '../actions/fuzzy.ts';
import { recentActions, rememberAction } from '../actions/recent.ts';
import { type Action, allActions, runAction } from '../actions/registry.ts';
import { openDialog } from '../store/view.ts';
import { backdropLook, dialogLook } from '../ui/Dialog.tsx';
import { Kbd } from '../ui/Kbd.tsx';

/** Recently used first, then as registered; the palette itself is not in it. */
function candidates(): readonly Action[] {
  const recent = recentActions();
  const rank = ({ id }: Action) => {
    const at = recent.indexOf(id);
    return at < 0 ? recent.length : at;
  };
  return allActions()
    .filter(({ id, enabled }) => id !== 'commands' && enabled?.() !== false)
    .toSorted((a, b) => rank(a) - rank(b));
}
/** The label in both languages, so that either finds it, and the id, which scripts know. */
function textsOf({ id, label }: Action): readonly string[] {
  const [english, chinese] = [i18next.getFixedT('en'), i18next.getFixedT('zh')];
  return [english(`actions:${label}`), chinese(`actions:${label}`), id];
}

export function CommandPalette({ open }: { readonly open: boolean }) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && openDialog(null)}>
      <Base.Portal>
        <Base.Backdrop className={backdropLook} />
        <Base.Popup className={`w-140 ${dialogLook} top-[12vh] translate-y-0`}>
          <Palette />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Palette() {
  const { t } = useTranslation('app');
  const listId = useId();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const all = useMemo(candidates, []);
  const recent = useMemo(() => new Set(recentActions()), []);
  const shown = useMemo(() => fuzzySort(query, all, textsOf), [query, all]);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const run = (action: Action | undefined) => {
    if (!action) return;
    openDialog(null);
    rememberAction(action.id);
    // The dialog gives the focus back first: an action may move it on.
    setTimeout(() => runAction(action.id));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = shown.length - 1;
    const next: Readonly<Record<string, number>> = {
      ArrowDown: chosen === last ? 0 : chosen + 1,
      ArrowUp: chosen === 0 ? last : chosen - 1,
      PageDown: Math.min(last, chosen + 8),
      PageUp: Math.max(0, chosen - 8),
    };
    const target = next[event.key];
    if (target !== undefined) {
      event.preventDefault();
      setChosen(target);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(shown[chosen]);
    }
  };
  return (
    <>
      <Base.Title className="sr-only">{t('commands.title')}</Base.Title>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden className="size-4 shrink-0 text-faint" />
        <input
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={shown[chosen] && `${listId}-${chosen}`}
          aria-autocomplete="list"
          aria-label={t('commands.placeholder')}
          placeholder={t('commands.placeholder')}
          autoComplete="off"
          spellCheck={false}
          value={query}
          className="h-11 min-w-0 flex-1 bg-transparent outline-none"
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={t('commands.list')}
        className="max-h-[52vh] overflow-y-auto py-1.5"
      >
        {shown.map((action, index) => (
          <Row
            key={action.id}
            id={`${listId}-${index}`}
            action={action}
            recent={query === '' && recent.has(action.id)}
            selected={index === chosen}
            onPoint={() => setChosen(index)}
            onRun={() => run(action)}
          />
        ))}
      </div>
      {shown.length === 0 && <p className="px-4 pb-4 text-dim">{t('commands.none', { query })}</p>}
    </>
  );
}

function Row({
  id,
  action,
  recent,
  selected,
  onPoint,
  onRun,
}: {
  readonly id: string;
  readonly action: Action;
  readonly recent: boolean;
  readonly selected: boolean;
  readonly onPoint: () => void;
  readonly onRun: () => void;
}) {
  const { t } = useTranslation();
  const shortcut = action.shortcuts?.[0];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox, which keeps the focus.
    <div
      id={id}
      role="option"
      aria-selected={selected}
      tabIndex={-1}
      data-action={action.id}
      className={`flex min-h-8 items-center gap-2 px-4 select-none ${selected ? 'bg-hover' : ''}`}
      onPointerMove={onPoint}
      onClick={onRun}
    >
      <span className="w-20 shrink-0 truncate text-xs text-faint">
        {t(`app:${menuName(action)}`)}
      </span>
      <span className="min-w-0 flex-1 truncate">{t(`actions:${action.label}`)}</span>
      {action.checked?.() && <Check aria-hidden className="size-3.5 text-accent" />}
      {recent && <span className="text-xs text-faint">{t('app:commands.recent')}</span>}
      {shortcut && <Kbd keys={shortcut} />}
    </div>
  );
}

const menuName = ({ group }: Action): string => (group === 'canvas' ? 'shortcuts.canvas' : group);
