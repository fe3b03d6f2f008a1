/** Keys pressed while the canvas has the focus that depend on where the keyboard is; all others are registered actions. */
import type { KeyboardEvent } from 'react';
import { moveNodes } from '../commands/edits.ts';
import { useDocument } from '../store/document.ts';
import { select, useView } from '../store/view.ts';
import { useCursor, walkTo } from './cursor.ts';
import { gridStep, type Point } from './geometry.ts';
import { cancelSkip, isChoosing, stepSkip, takeSkip } from './skipChoice.ts';
import type { Direction } from './walk.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const steps = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] } as const;

function moveSelection(direction: Direction, far: boolean): void {
  const chosen = new Set(useView.getState().nodes);
  const [dx, dy] = steps[direction];
  const distance = far ? gridStep * 5 : gridStep;
  const places: Record<string, Point> = {};
  for (const { id, position } of useDocument.getState().project.nodes)
    if (chosen.has(id))
      places[id] = { x: position.x + dx * distance, y: position.y + dy * distance };
  if (Object.keys(places).length > 0) moveNodes(places, `move:${[...chosen].join()}`);
}

/** The first control of the inspector, or the inspector itself. */
function focusInspector(): void {
  const inspector = document.querySelector<HTMLElement>('[data-region="inspector"]');
  const first = inspector?.querySelector<HTMLElement>(
    'input:not([disabled]), button:not([disabled]), select, textarea, [tabindex="0"]',
  );
  (first ?? inspector)?.focus();
}

function duringChoice(event: KeyboardEvent): boolean {
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowUp':
      stepSkip(1);
      return true;
    case 'ArrowRight':
    case 'ArrowDown':
      stepSkip(-1);
      return true;
    case 'Enter':
    case ' ':
      takeSkip();
      return true;
    case 'Escape':
      cancelSkip();
      return true;
    default:
      return false;
  }
}

/** Whether the key was taken. */
function take(event: KeyboardEvent): boolean {
  if (isChoosing()) return duringChoice(event);
  const { altKey, shiftKey, ctrlKey, metaKey, key } = event;
  if (ctrlKey || metaKey) return false;
  const direction = Object.hasOwn(directions, key) ? directions[key] : undefined;
  if (direction) {
    if (altKey) moveSelection(direction, shiftKey);
    else walkTo(direction, shiftKey);
    return true;
  }
  if (altKey) return false;
  if (key === 'Enter' && useCursor.getState().node !== null) {
    focusInspector();
    return true;
  }
  if (key === 'F2' && useCursor.getState().node !== null && !useDocument.getState().readOnly) {
    useCursor.setState({ renaming: useCursor.getState().node });
    return true;
  }
  if (key === 'Escape' && useView.getState().nodes.length + useView.getState().edges.length > 0) {
    select([]);
    return true;
  }
  return false;
}

export function onCanvasKey(event: KeyboardEvent): void {
  // Keys of what lies over the canvas (a search, a menu) are theirs.
  if (event.target !== event.currentTarget && event.target instanceof Element) {
    const inside = event.target.closest('.react-flow__node, .react-flow__pane');
    if (!inside) return;
  }
  if (!take(event)) return;
  event.preventDefault();
  event.stopPropagation();
}
