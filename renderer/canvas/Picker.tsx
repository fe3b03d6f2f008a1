/** A list to search and choose from, over the canvas: typing narrows it, arrows walk, Enter chooses, Escape closes. */
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { canvasElement, focusCanvas } from './camera.ts';
import type { Point } from './geometry.ts';

export interface PickerItem {
  readonly key: string;
  readonly label: string;
  readonly detail?: string | undefined;
  /** Of a category, as a CSS value. */
  readonly color?: string | undefined;
  readonly layer?: string | undefined;
}

export function Picker({
  label,
  placeholder,
  screen,
  search,
  empty,
  footer,
  onChoose,
  onClose,
}: {
  readonly label: string;
  readonly placeholder: string;
  /** Where it opens; it stays within the canvas. */
  readonly screen: Point;
  /** Best first. */
  readonly search: (query: string) => readonly PickerItem[];
  /** Said where nothing fits. */
  readonly empty: string;
  readonly footer?: ReactNode;
  readonly onChoose: (key: string) => void;
  readonly onClose: () => void;
}) {
  const id = useId();
  // The outline has the keyboard again when it asked for the list.
  const [before] = useState(() => document.activeElement);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const items = search(query);
  const current = items[Math.min(active, items.length - 1)];

  useLayoutEffect(() => {
    const area = canvasElement()?.getBoundingClientRect();
    const element = box.current;
    if (!area || !element) return;
    const { width, height } = element.getBoundingClientRect();
    const within = (value: number, room: number, taken: number) =>
      Math.max(8, Math.min(value, room - taken - 8));
    element.style.left = `${within(screen.x - area.left, area.width, width)}px`;
    element.style.top = `${within(screen.y - area.top, area.height, height)}px`;
  }, [screen]);
  // Not `autoFocus`, which would scroll what lies below.
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onClose();
    };
    document.addEventListener('pointerdown', away, true);
    return () => document.removeEventListener('pointerdown', away, true);
  }, [onClose]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const leave = () => {
    onClose();
    if (before instanceof HTMLElement && before.closest('[data-keys="canvas"]')) before.focus();
    else focusCanvas();
  };
  const choose = (key: string | undefined) => {
    if (key === undefined) return;
    leave();
    onChoose(key);
  };
  const step = (steps: number) =>
    setActive(
      (items.length + Math.min(active, items.length - 1) + steps) % Math.max(1, items.length),
    );
  return (
    <div
      ref={box}
      className="absolute top-0 left-0 z-30 flex w-72 flex-col overflow-hidden rounded-lg border border-line bg-panel shadow-[var(--shadow)]"
    >
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={current && `${id}-${current.key}`}
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        value={query}
        className="h-9 shrink-0 border-b border-line bg-transparent px-3 text-text outline-none placeholder:text-faint focus-visible:outline-none"
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'ArrowDown') step(1);
          else if (event.key === 'ArrowUp') step(-1);
          else if (event.key === 'PageDown') step(Math.min(8, items.length - 1 - active));
          else if (event.key === 'PageUp') step(-Math.min(8, active));
          else if (event.key === 'Enter') choose(current?.key);
          else if (event.key === 'Escape' || event.key === 'Tab') leave();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className="max-h-64 overflow-y-auto py-1"
      >
        {items.map((item) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and takes the keys for it.
          <div
            key={item.key}
            id={`${id}-${item.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={item.key === current?.key}
            data-layer={item.layer}
            className="mx-1 flex min-h-7 items-center gap-2 rounded-md px-2 aria-selected:bg-hover"
            onPointerMove={() => setActive(items.indexOf(item))}
            onClick={() => choose(item.key)}
          >
            {item.color && (
              <span
                aria-hidden
                className="size-2 shrink-0 rounded-xs"
                style={{ background: item.color }}
              />
            )}
            <span className="min-w-0 flex-1 truncate">{item.label}</span>
            {item.detail && (
              <span className="max-w-[55%] shrink-0 truncate text-xs text-faint">
                {item.detail}
              </span>
            )}
          </div>
        ))}
        {items.length === 0 && <p className="px-3 py-2 text-dim">{empty}</p>}
      </div>
      {footer}
    </div>
  );
}
