/** Numbers in, short texts for people out. */

/** 0…1 as per cent, with a digit behind the point below ten. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent.toFixed(percent < 9.95 ? 1 : 0)} %`;
}

/** Four digits at most; a minus sign as wide as a plus. Not a number is said. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size >= 1e4 || size < 1e-3
      ? size.toExponential(1).replace('e+', 'e')
      : String(Number(size.toPrecision(3)));
  return value < 0 ? `−${text.replace('e-', 'e−')}` : text.replace('e-', 'e−');
}
