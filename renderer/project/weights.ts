/** A weights file that a person gave in, a document whose training begins with it out. */
import i18next from 'i18next';
import type { Project, Result } from '../../engine/index.ts';
import { forgetInitialWeights } from '../commands/training.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { edit, useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import { notify } from '../ui/toasts.ts';
import { documents } from './appStore.ts';

const rootPrefix = 'weights-';

/** Where weights that came in a file of that name are found by this document, and by no other. */
export const weightsPath = (name: string): string => `${rootPrefix}${crypto.randomUUID()}/${name}`;

/** For training, and for what is shown before it. */
async function mount(path: string, file: Blob): Promise<Result<null>> {
  const [root = '', ...name] = path.split('/');
  const files = [{ path: name.join('/'), file }];
  const [shown, trained] = await Promise.all([
    engine.preview.mount(root, files),
    engine.training.mount(root, files),
  ]);
  return shown.ok ? trained : shown;
}
/** The weights of a document that is about to be shown. The browser gives files once: a reload finds them in the store. */
export async function keepWeights(documentId: string, path: string, file: Blob): Promise<void> {
  await mount(path, file);
  await documents.keepFile(documentId, { path, file }).catch(() => {});
}

/** Before a document is shown: hands its weights file to the engine again, where the store has it. */
export async function restoreWeights(documentId: string, project: Project): Promise<void> {
  const path = project.training.initialWeights?.path;
  if (!path?.startsWith(rootPrefix)) return;
  const kept = await documents.keptFile(documentId, path).catch(() => undefined);
  if (kept) await mount(path, kept.file);
}

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
    .catalogue?.formats.filter(({ reads, holds }) => reads && holds === 'weights')
    .flatMap(({ extensions }) => extensions.map((ending) => ending.replace(/^\./, '')));
  if (readable && !readable.includes(extension)) {
    notify('warning', t('weights.unreadable', { name: file.name, formats: readable.join(', ') }));
    return false;
  }
  const path = weightsPath(file.name);
  const mounted = await mount(path, file);
  if (!mounted.ok) {
    notify('bad', sentenceOf(mounted.error));
    return false;
  }
  const { project } = useDocument.getState();
  const training = { ...project.training, initialWeights: { path } };
  const checked = await engine.training.checkWeights({ ...project, training });
  if (!checked.ok) {
    notify('bad', t('weights.refused', { name: file.name, reason: sentenceOf(checked.error) }));
    return false;
  }
  // The browser gives a dropped file once only: a reload finds it in the app's store.
  await documents.keepFile(useDocument.getState().documentId, { path, file }).catch(() => {});
  edit({ key: 'initialWeights', values: { name: file.name } }, (draft) => {
    draft.training.initialWeights = { path };
  });
  notify('good', t('weights.taken', { name: file.name }), {
    label: t('weights.forget'),
    run: forgetInitialWeights,
  });
  return true;
}
