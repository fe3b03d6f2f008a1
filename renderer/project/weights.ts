/** A weights file that a person gave in, a document whose training begins with it out. */
import i18next from 'i18next';
import { forgetInitialWeights } from '../commands/training.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { edit, useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import { notify } from '../ui/toasts.ts';

/** Formats are told by their ending, as the catalogue has them. */
export async function beginWithWeights(file: File): Promise<boolean> {
  const t = i18next.getFixedT(null, 'project');
  if (useDocument.getState().readOnly) {
    notify('warning', t('readOnly.refused'));
    return false;
  }
  const extension = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  const readable = useNetwork
    .getState()
    .catalogue?.formats.filter(({ reads }) => reads)
    .flatMap(({ extensions }) => extensions.map((ending) => ending.replace(/^\./, '')));
  if (readable && !readable.includes(extension)) {
    notify('warning', t('weights.unreadable', { name: file.name, formats: readable.join(', ') }));
    return false;
  }
  const root = `weights-${crypto.randomUUID()}`;
  const mounted = await engine.training.mount(root, [{ path: file.name, file }]);
  if (!mounted.ok) {
    notify('bad', sentenceOf(mounted.error));
    return false;
  }
  edit({ key: 'initialWeights', values: { name: file.name } }, (draft) => {
    draft.training.initialWeights = { path: `${root}/${file.name}` };
  });
  notify('good', t('weights.taken', { name: file.name }), {
    label: t('weights.forget'),
    run: forgetInitialWeights,
  });
  return true;
}
