/** A button that is only an icon: its label is its name and its tooltip. */
import type { LucideIcon } from 'lucide-react';
import { Button, type ButtonProps } from './Button.tsx';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly tooltipSide?: 'top' | 'right' | 'bottom' | 'left';
}

export function IconButton({
  label,
  shortcut,
  tooltipSide = 'bottom',
  kind = 'quiet',
  size = 'normal',
  className = '',
  ...rest
}: IconButtonProps) {
  const square = size === 'small' ? 'w-6 px-0' : 'w-7.5 px-0';
  return (
    <Tooltip text={label} shortcut={shortcut} side={tooltipSide}>
      <Button
        aria-label={label}
        kind={kind}
        size={size}
        className={`${square} ${className}`}
        {...rest}
      />
    </Tooltip>
  );
}
