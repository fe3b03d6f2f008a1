/** A model file that a person gave in; the project that it became in the window, with its weights, and a summary out. */
import i18next from 'i18next';
import type { ImportedProject, MountedFile, Project, Result } from '../../../engine/index.ts';
import { type GivenModel, host } from '../../host.ts';
import { sentenceOf } from '../../i18n/sentences.ts';
import { engine } from '../../store/engine.ts';
import { useNetwork } from '../../store/network.ts';
import { openDialog, useView } from '../../store/view.ts';
import { confirm } from '../../ui/confirm.ts';
import { notify } from '../../ui/toasts.ts';
import { leaveDocument } from '../leave.ts';
import { explain } from '../read.ts';
import { present } from '../recovery.ts';
import { whileBusy } from '../session.ts';
import { keepWeights, weightsPath } from '../weights.ts';
import { useImport } from './importState.ts';

/** Milliseconds after which it is worth saying that a file is being read. */
const SOON = 300;
const t = (key: string, values: Record<string, unknown> = {}): string =>
  i18next.t(`project:${key}`, values);

/** By the system's dialog; files that the model keeps its weights in may be chosen with it. */
export async function pickModel(): Promise<boolean> {
  const picked = await host.data.pickModel();
  if (picked.ok) return picked.value !== null && openModel(picked.value);
  notify('bad', sentenceOf(picked.error));
  return false;
}

/** One model among the files, and what lies beside it. Says whether it is in the window now. */
export async function openModel({ files, beside: read }: GivenModel): Promise<boolean> {
  const models = files.filter(({ path }) => isModel(path));
  const [model] = models;
  if (!model || models.length > 1) {
    const key = model ? 'import.several' : 'import.none';
    await explain(t(key, { extensions: modelExtensions().join(', ') }), t('import.cannot'));
    return false;
  }
  const beside = files.filter((file) => file !== model);
  const opened = await whileBusy('opening', () => importAndShow({ model, beside, read }));
  if (opened) openDialog('import');
  return opened ?? false;
}

interface Given {
  readonly model: MountedFile;
  readonly beside: readonly MountedFile[];
  readonly read: GivenModel['beside'];
}
const modelExtensions = (): readonly string[] =>
  (useNetwork.getState().catalogue?.formats ?? [])
    .filter(({ reads, holds }) => reads && holds === 'networks')
    .flatMap(({ extensions }) => extensions.map((ending) => `.${ending}`));
function isModel(path: string): boolean {
  return modelExtensions().some((ending) => path.toLowerCase().endsWith(ending));
}

async function importAndShow(given: Given): Promise<boolean> {
  const name = nameOf(given);
  const path = weightsPath(`${name.replace(/\.[^.]+$/, '')}.safetensors`);
  const imported = await readWith(given, path);
  if (!imported || !(await leaveDocument())) return false;
  const { weights, ...summary } = imported;
  await show(summary.project, path, new Blob([weights]));
  useImport.setState({ summary: { ...summary, name } });
  return true;
}
const nameOf = ({ model: { path } }: Given): string => path.slice(path.lastIndexOf('/') + 1);

/** With the files that the model keeps its weights in, as one after the other is missing. Null where there is no project. */
async function readWith(given: Given, weights: string): Promise<ImportedProject | null> {
  const name = nameOf(given);
  const { model, beside } = given;
  const request = { name, file: model.file, beside, weightsPath: weights };
  const result = await saying(name, () => engine.exchange.importModel(request));
  if (result.ok) return result.value;
  const { error } = result;
  if (error.code === 'cancelled') return null;
  if (error.code === 'onnx-external-missing' && error.place !== undefined) {
    const more = await filesBeside(given, error.place);
    return more && readWith({ ...given, beside: [...beside, ...more] }, weights);
  }
  await explain(sentenceOf(error), t('refused.title', { name }));
  return null;
}

/** From the model's folder, where the host knows it; else the person is asked. Null where there is no such file. */
async function filesBeside(given: Given, missing: string): Promise<readonly MountedFile[] | null> {
  const known = given.beside.some(({ path }) => path === missing);
  const found = known ? null : await given.read?.(missing);
  return found?.ok ? [found.value] : askForWeights(nameOf(given), missing);
}

async function askForWeights(
  name: string,
  missing: string,
): Promise<readonly MountedFile[] | null> {
  const answer = await confirm({
    title: t('import.weightsTitle', { name }),
    sentence: t('import.weightsSentence', { missing }),
    choices: [
      { value: 'cancel', label: t('cancel') },
      { value: 'choose', label: t('import.weightsChoose'), kind: 'primary' },
    ],
    cancel: 'cancel',
  });
  if (answer === 'cancel') return null;
  const picked = await host.data.pickModel();
  if (picked.ok) return picked.value?.files ?? null;
  notify('bad', sentenceOf(picked.error));
  return null;
}

/** Shows what goes on where it takes long. */
async function saying<T>(name: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
  const timer = setTimeout(() => {
    useImport.setState({ reading: name });
    openDialog('import');
  }, SOON);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (useImport.getState().reading !== null) {
      useImport.setState({ reading: null });
      if (useView.getState().dialog === 'import') openDialog(null);
    }
  }
}
/** Ends the worker that reads: nothing of it is needed any more. */
export function cancelImport(): void {
  engine.endExchange();
}

/** A new document: nothing on the disk is it, so it is kept as unsaved edits are. */
async function show(project: Project, path: string, weights: Blob): Promise<void> {
  const documentId = crypto.randomUUID();
  await keepWeights(documentId, path, weights);
  await present({ project, binding: null, documentId, saved: false });
}
