/** The layers there are, by category: to drag onto the canvas, or to add behind the selection by a click or Enter. */
import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaletteItem } from '../../engine/index.ts';
import { focusCanvas } from '../canvas/camera.ts';
import { placeSomewhere } from '../canvas/place.ts';
import { categoryName, nameOf, typeSummary } from '../i18n/layerNames.ts';
import { useNetwork } from '../store/network.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import { startDrag } from './drag.ts';
import { shortcutOf } from './letters.ts';
import { meantSynonym, searchPalette } from './searchPalette.ts';

const none: readonly PaletteItem[] = [];

export function Palette() {
  const { t } = useTranslation('canvas');
  const palette = useNetwork(({ catalogue }) => catalogue?.palette ?? none);
  const [query, setQuery] = useState('');
  const [current, setCurrent] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const items = searchPalette(query, palette);
  // While searching the best comes first, whatever its category.
  const grouped = query.trim() === '';
  const tabbable = items.some(({ key }) => key === current) ? current : (items[0]?.key ?? null);

  const focusItem = (index: number) => {
    const buttons = list.current?.querySelectorAll<HTMLButtonElement>('button[data-layer]');
    buttons?.[Math.max(0, Math.min(index, buttons.length - 1))]?.focus();
  };
  const onListKey = (event: KeyboardEvent) => {
    const index = items.findIndex(({ key }) => key === tabbable);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: items.length - 1,
    };
    const next = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
    if (next === undefined) return;
    event.preventDefault();
    if (next < 0) search.current?.focus();
    else focusItem(next);
  };
  return (
    <>
      <div className="relative shrink-0 px-3 pb-1">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1.75 left-5 size-3.5 text-faint"
        />
        <input
          ref={search}
          type="text"
          aria-label={t('searchLayers')}
          placeholder={t('searchLayers')}
          spellCheck={false}
          autoComplete="off"
          value={query}
          className="h-7 w-full rounded-md border border-field bg-background pr-7 pl-7 transition-colors duration-100 placeholder:text-faint hover:border-control focus-visible:border-accent focus-visible:-outline-offset-1"
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const [first] = items;
            if (event.key === 'ArrowDown') focusItem(0);
            else if (event.key === 'Enter' && first && !event.nativeEvent.isComposing)
              placeSomewhere(first);
            else if (event.key === 'Escape' && query !== '') setQuery('');
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        {query !== '' && (
          <button
            type="button"
            aria-label={t('clearSearch')}
            className="absolute top-1.25 right-4.5 flex size-4.5 items-center justify-center rounded-sm text-faint hover:text-text"
            onClick={() => {
              setQuery('');
              search.current?.focus();
            }}
          >
            <X aria-hidden className="size-3.5" />
          </button>
        )}
      </div>
      <ul
        ref={list}
        aria-label={t('layers')}
        className="min-h-0 flex-1 overflow-y-auto pr-0.5 pb-3 pl-3 [scrollbar-gutter:stable]"
        onKeyDown={onListKey}
      >
        {items.map((item, index) => (
          <Item
            key={item.key}
            item={item}
            query={query}
            heading={grouped && items[index - 1]?.category !== item.category}
            tabbable={item.key === tabbable}
            onFocus={() => setCurrent(item.key)}
          />
        ))}
      </ul>
      {items.length === 0 && <p className="flex-1 px-4 text-dim">{t('nothingFound')}</p>}
    </>
  );
}

function Item({
  item,
  query,
  heading,
  tabbable,
  onFocus,
}: {
  readonly item: PaletteItem;
  readonly query: string;
  readonly heading: boolean;
  readonly tabbable: boolean;
  readonly onFocus: () => void;
}) {
  const type = useNetwork(({ types }) => types.get(item.type));
  const name = nameOf(item.name);
  const shortcut = shortcutOf(item.key);
  const synonym = meantSynonym(query, item);
  return (
    <li aria-label={name}>
      {heading && <h2 className="mt-2.5 mb-0.5 px-2 select-none">{categoryName(item.category)}</h2>}
      <Tooltip text={type ? typeSummary('node', type) : name} side="right">
        <button
          type="button"
          data-layer={item.key}
          tabIndex={tabbable ? 0 : -1}
          aria-label={name}
          className="flex h-7 w-full touch-none items-center gap-2 rounded-md px-2 text-left select-none hover:bg-hover focus-visible:-outline-offset-2 active:bg-accent/15"
          onFocus={onFocus}
          onPointerDown={(event) => startDrag(item, event.nativeEvent)}
          onClick={(event) => {
            placeSomewhere(item);
            // By keyboard the next layer is added right away; after a click the canvas has the keys.
            if (event.detail > 0) focusCanvas();
          }}
        >
          <span
            aria-hidden
            className="size-2 shrink-0 rounded-xs"
            style={{ background: `var(--c-${item.category})` }}
          />
          {/* What does not fit behind the name wraps out of sight: names come first. */}
          <span className="flex h-7 min-w-0 flex-1 flex-wrap items-center justify-between gap-x-2 overflow-hidden leading-7">
            <span className="max-w-full truncate">{name}</span>
            {synonym !== undefined ? (
              <span className="max-w-1/2 truncate text-xs leading-7 text-faint">{synonym}</span>
            ) : (
              shortcut !== undefined && (
                <kbd aria-hidden className="font-sans text-xs leading-7 text-faint">
                  {shortcut.replace('Shift+', '⇧')}
                </kbd>
              )
            )}
          </span>
        </button>
      </Tooltip>
    </li>
  );
}
