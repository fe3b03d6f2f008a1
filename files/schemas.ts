/** What a page may send about project files, checked before it is used. */
import * as z from 'zod';
import type { Expectation, Revision } from './projects.ts';

export const revisionSchema = z.strictObject({
  modified: z.number().nonnegative(),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
}) satisfies z.ZodType<Revision>;

export const expectationSchema = z.union([
  z.literal('absent'),
  z.literal('any'),
  revisionSchema,
]) satisfies z.ZodType<Expectation>;
