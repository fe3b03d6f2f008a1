/** `netloom datasets`: the built-in data sets. */
import { builtinDatasets } from '../../engine/index.ts';
import { table } from '../format.ts';

export async function datasets(options: { readonly json?: boolean }): Promise<number> {
  const all = [...builtinDatasets.values()];
  if (options.json) {
    for (const { type, name, summary } of all) {
      process.stdout.write(
        `${JSON.stringify({ name: `builtin:${type}`, title: name.en, summary })}\n`,
      );
    }
    return 0;
  }
  const rows = all.map(({ type, summary }) => [`builtin:${type}`, summary]);
  process.stdout.write(`${table([{ title: 'name' }, { title: 'what' }], rows)}\n\n`);
  process.stdout.write(
    'Beside these: folders of IDX files, folders of pictures per class, CSV, .npy and .npz files.\n',
  );
  return 0;
}
