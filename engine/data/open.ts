/** Opens the data a project names: `builtin:<type>`, a file or a folder in; a data set out. */
import type { Platform } from '../platform.ts';
import { NetloomError } from '../util/errors.ts';
import { builtinDatasets } from './builtins.ts';
import { detectFile, detectFolder } from './detect.ts';
import type { Dataset } from './types.ts';

/** What a project stores about its data. */
export interface DataBinding {
  /** `builtin:<type>`, or the path of a file or a folder as the platform understands it. */
  readonly source: string;
  /** Depends on what the source is; checked by its reader ('data-options-invalid'). */
  readonly options?: unknown;
}
const BUILTIN = 'builtin:';

/**
 * Opens a data set; the caller closes it. What a file or folder is follows from its content and names.
 * Throws NetloomError: 'data-unknown-builtin', 'file-not-found', 'file-unreadable', 'data-folder-empty',
 * 'data-format-unknown', 'data-options-invalid', and what the readers say about their files.
 */
export async function openDataset(platform: Platform, binding: DataBinding): Promise<Dataset> {
  const { source, options } = binding;
  if (source.startsWith(BUILTIN)) return openBuiltin(source.slice(BUILTIN.length), options);
  const entries = await platform.listDirectory(source);
  const open = entries
    ? detectFolder(platform, source, entries)
    : await detectFile(platform, source);
  return await open(options);
}

function openBuiltin(type: string, options: unknown): Dataset {
  const dataset = builtinDatasets.get(type);
  if (dataset) return dataset.open(options);
  throw new NetloomError(
    'data-unknown-builtin',
    `There is no built-in data "${type}"; there are ${[...builtinDatasets.keys()].join(', ')}.`,
    `${BUILTIN}${type}`,
  );
}
