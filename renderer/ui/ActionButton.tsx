/** A registered action as a button: label, shortcut, enabled and pressed state come from the registry. */
import type { LucideIcon } from 'lucide-react';
import { runAction } from '../actions/registry.ts';
import { ariaShortcut } from '../actions/shortcuts.ts';
import { useAction } from '../actions/useAction.ts';
import { Button, type ButtonKind } from './Button.tsx';
import { Tooltip } from './Tooltip.tsx';

export function ActionButton({
  id,
  icon,
  kind = 'normal',
  size = 'normal',
  labelHidden = false,
  detail,
  className = '',
}: {
  readonly id: string;
  readonly icon?: LucideIcon;
  readonly kind?: ButtonKind;
  readonly size?: 'small' | 'normal';
  /** Only the icon is seen; the name stays. */
  readonly labelHidden?: boolean;
  /** What it would do just now, in the tooltip behind the label. */
  readonly detail?: string | undefined;
  readonly className?: string;
}) {
  const { label, shortcut, enabled, checked } = useAction(id);
  const square = labelHidden ? (size === 'small' ? 'w-6 px-0' : 'w-7.5 px-0') : '';
  return (
    <Tooltip text={detail ? `${label}: ${detail}` : label} shortcut={shortcut}>
      <Button
        kind={kind}
        size={size}
        icon={icon}
        action={id}
        disabled={!enabled}
        aria-label={label}
        aria-pressed={checked}
        aria-keyshortcuts={shortcut && ariaShortcut(shortcut)}
        className={`${square} ${className}`}
        onClick={() => runAction(id)}
      >
        {labelHidden ? null : label}
      </Button>
    </Tooltip>
  );
}
