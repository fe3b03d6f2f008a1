/** A drop on the window in; a project or model opened, data connected or weights taken, and a sentence about anything else. */
import i18next from 'i18next';
import { runAction } from '../actions/registry.ts';
import { type DataSource, host } from '../host.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { dataOpened } from '../store/inference.ts';
import { notify } from '../ui/toasts.ts';
import { takeData } from './data.ts';
import { openModel } from './import/importModel.ts';
import { openGiven } from './open.ts';
import { beginWithWeights } from './weights.ts';

/** Call it in the event itself. */
export async function takeDrop(transfer: DataTransfer): Promise<void> {
  const result = await host.data.fromDrop(transfer);
  if (!result.ok) {
    notify('bad', sentenceOf(result.error));
    return;
  }
  const dropped = result.value;
  switch (dropped.kind) {
    case 'project':
      await openGiven({ ok: true, value: dropped.opened });
      return;
    case 'data':
      if (await takeData(dropped.source)) await tellData(nameOf(dropped.source));
      return;
    case 'weights':
      await beginWithWeights(dropped.file);
      return;
    case 'model':
      await openModel(dropped.given);
      return;
    case 'unknown':
      notify('warning', i18next.t('project:drop.unknown', { names: dropped.names.join(', ') }));
      return;
    default:
      dropped satisfies never;
  }
}
/** What was dropped may be no data at all: then the way back stands beside the reason. */
async function tellData(name: string): Promise<void> {
  const failure = await dataOpened();
  if (failure)
    notify('bad', sentenceOf(failure), {
      label: i18next.t('actions:undo'),
      run: () => runAction('undo'),
    });
  else notify('good', i18next.t('project:drop.data', { name }));
}
function nameOf({ root, files }: DataSource): string {
  const [only] = files;
  return files.length === 1 && only ? only.path : (root.split(/[/\\]/).at(-1) ?? root);
}
