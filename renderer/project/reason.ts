/** Whatever was thrown in, a reason that can be shown out. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
