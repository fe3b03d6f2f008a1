/** Options of a data set as the project stores them: an unknown value and a schema in, typed options out. */
import * as z from 'zod';
import { NetloomError } from '../util/errors.ts';

/** The number all generated samples follow from. */
export const seedOption = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .default(1);

/** Checks `options` (undefined means none given); throws 'data-options-invalid' naming the option. */
export function parseOptions<T>(schema: z.ZodType<T>, options: unknown, source: string): T {
  const result = schema.safeParse(options ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  const reason = issue?.message.replace(/\.$/, '') ?? 'not understood';
  const which = path === '' ? 'The options' : `The option "${path}"`;
  throw new NetloomError(
    'data-options-invalid',
    `${which} of the data ${source} cannot be used: ${reason}.`,
    path === '' ? source : `${source}, ${path}`,
  );
}
