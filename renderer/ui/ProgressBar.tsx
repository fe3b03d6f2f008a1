/** How much of something is done. */
export function ProgressBar({
  label,
  value,
  text,
  className = '',
}: {
  readonly label: string;
  /** 0…1; null while it cannot be known. */
  readonly value: number | null;
  /** For assistive technology: 'epoch 4 of 10'. */
  readonly text?: string | undefined;
  readonly className?: string;
}) {
  const share = value === null ? 0.3 : Math.min(1, Math.max(0, value));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.round(share * 100)}
      aria-valuetext={text}
      className={`h-1.5 overflow-hidden rounded-full bg-line ${className}`}
    >
      <div
        className={`h-full origin-left rounded-full bg-accent ${value === null ? 'animate-pulse' : ''}`}
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
