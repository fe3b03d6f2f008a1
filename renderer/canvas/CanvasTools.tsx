/** Zoom, fit and the map at the corner of the canvas; for the pointer, as the keyboard has keys for all of them. */

import type { LucideIcon } from 'lucide-react';
import { Map as MapIcon, Maximize, Minus, Plus } from 'lucide-react';
import { runAction } from '../actions/registry.ts';
import { useAction } from '../actions/useAction.ts';
import { IconButton } from '../ui/IconButton.tsx';

export function CanvasTools() {
  return (
    <div
      data-cover
      className="absolute bottom-3 left-3 z-10 flex rounded-md border border-line bg-panel/95 p-0.5"
    >
      <Tool id="zoom-out" icon={Minus} />
      <Tool id="zoom-in" icon={Plus} />
      <Tool id="fit" icon={Maximize} />
      <Tool id="toggle-minimap" icon={MapIcon} />
    </div>
  );
}
/** The canvas is one Tab stop; these are reached by their keys. */
function Tool({ id, icon }: { readonly id: string; readonly icon: LucideIcon }) {
  const { label, shortcut, checked } = useAction(id);
  return (
    <IconButton
      icon={icon}
      label={label}
      shortcut={shortcut}
      size="small"
      tooltipSide="top"
      tabIndex={-1}
      action={id}
      aria-pressed={checked}
      onClick={() => runAction(id)}
    />
  );
}
