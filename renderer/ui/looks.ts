/** Looks that several controls share. */

export const popupLook =
  'rounded-lg border border-line bg-raised text-text shadow-[var(--shadow)] outline-none transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0';
