/** The example projects that come with the program, as text loaded when wanted. */

export type TaskKind = 'pictures' | 'table' | 'numbers' | 'empty';
export interface Template {
  /** Key of the `project:templates` sentences, and the file's name. */
  readonly id: string;
  readonly task: TaskKind;
  /** It asks for a table of one's own before it trains. */
  readonly needsData: boolean;
}

/** In the order of the dialog; the first is what a first start shows. */
export const templates: readonly Template[] = [
  { id: 'lenet5', task: 'pictures', needsData: false },
  { id: 'convnet', task: 'pictures', needsData: false },
  { id: 'resnet20', task: 'pictures', needsData: false },
  { id: 'mlp', task: 'pictures', needsData: false },
  { id: 'iris', task: 'table', needsData: true },
  { id: 'penguins', task: 'table', needsData: true },
  { id: 'mpg', task: 'numbers', needsData: true },
  { id: 'regression', task: 'numbers', needsData: false },
  { id: 'empty', task: 'empty', needsData: false },
];
export const firstTemplate = 'lenet5';

const texts = import.meta.glob<string>('../../assets/projects/*.netloom', {
  query: '?raw',
  import: 'default',
});

/** Throws where there is no such example: a mistake of ours. */
export async function templateText(id: string): Promise<string> {
  const load = texts[`../../assets/projects/${id}.netloom`];
  if (!load) throw new Error(`Internal error: no example "${id}".`);
  return load();
}
