/** A file's text in, a checked project out; or the reason why it cannot be opened, said in a dialog, and nothing lost. */
import i18next from 'i18next';
import type { Issue, Project, Result } from '../../engine/index.ts';
import type { OpenedProject } from '../host.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { sentenceOf as issueText } from '../issues/sentences.ts';
import { engine } from '../store/engine.ts';
import { confirm } from '../ui/confirm.ts';
import type { FileBinding } from './backup.ts';

export interface ReadProject {
  readonly project: Project;
  readonly binding: FileBinding | null;
  readonly name: string;
  /** It is the generation before what the file holds, or should hold. */
  readonly older: boolean;
  /** Another program changed the file since Netloom sealed it. */
  readonly changed: boolean;
}
type Parsed = { readonly project: Project } | { readonly issues: readonly Issue[] };

/** Null where it was refused or cancelled. */
export async function readProject(
  read: () => Promise<Result<OpenedProject | null>>,
): Promise<ReadProject | null> {
  const result = await read();
  if (!result.ok) {
    await explain(sentenceOf(result.error));
    return null;
  }
  return result.value === null ? null : judge(result.value);
}

/** What was read, or the generation before it where the person wants that. */
export async function judge(opened: OpenedProject): Promise<ReadProject | null> {
  const parsed = await parse(opened.text);
  if (!parsed) return null;
  const t = i18next.getFixedT(null, 'project');
  const { name, generation, reason, other } = opened;
  if ('issues' in parsed) return offerOther(opened, parsed.issues);
  if (generation === 'previous') {
    const answer = await confirm({
      title: t(reason === 'missing' ? 'previous.missing' : 'previous.broken', { name }),
      sentence: t('previous.sentence'),
      choices: [
        { value: 'cancel', label: t('cancel') },
        { value: 'open', label: t('previous.open'), kind: 'primary' },
      ],
      cancel: 'cancel',
    });
    return answer === 'open' ? readOf(opened, parsed.project, true) : null;
  }
  if (reason === 'changed' && other !== null) return offerSealed(opened, parsed.project, other);
  return readOf(opened, parsed.project, false);
}

function readOf(
  { reference, revision, name, reason }: OpenedProject,
  project: Project,
  older: boolean,
): ReadProject {
  return {
    project,
    name,
    older,
    changed: reason === 'changed',
    binding: reference && { reference, revision },
  };
}

/** The file is broken: the other generation, if it is whole, else why not. */
async function offerOther(
  opened: OpenedProject,
  issues: readonly Issue[],
): Promise<ReadProject | null> {
  const t = i18next.getFixedT(null, 'project');
  const other = opened.other === null ? null : await parse(opened.other);
  const [first, ...rest] = issues;
  const sentence = first ? issueText(first) : '';
  const details = rest.map(issueText);
  const title = t('refused.title', { name: opened.name });
  if (!other || 'issues' in other) {
    await explain(sentence, title, details);
    return null;
  }
  const answer = await confirm({
    title,
    sentence: `${sentence} ${t('previous.sentence')}`,
    details,
    choices: [
      { value: 'cancel', label: t('cancel') },
      { value: 'open', label: t('previous.open'), kind: 'primary' },
    ],
    cancel: 'cancel',
  });
  return answer === 'open' ? readOf(opened, other.project, true) : null;
}

/** The checksum does not match: somebody changed the file, or the disk did. */
async function offerSealed(
  opened: OpenedProject,
  project: Project,
  other: string,
): Promise<ReadProject | null> {
  const t = i18next.getFixedT(null, 'project');
  const answer = await confirm({
    title: t('sealed.title', { name: opened.name }),
    sentence: t('sealed.sentence'),
    choices: [
      { value: 'cancel', label: t('cancel') },
      { value: 'other', label: t('previous.open') },
      { value: 'open', label: t('sealed.open'), kind: 'primary' },
    ],
    cancel: 'cancel',
  });
  if (answer === 'open') return readOf(opened, project, false);
  const parsed = answer === 'other' ? await parse(other) : null;
  return parsed && 'project' in parsed ? readOf(opened, parsed.project, true) : null;
}

/** Null where the engine itself failed, which was said. */
async function parse(text: string): Promise<Parsed | null> {
  const result = await engine.graph.parse(text);
  if (result.ok) return result.value;
  await explain(sentenceOf(result.error));
  return null;
}

/** One sentence, and what there is to know below it. */
export async function explain(
  sentence: string,
  title = i18next.t('project:refused.anyTitle'),
  details: readonly string[] = [],
): Promise<void> {
  await confirm({
    title,
    sentence,
    details,
    choices: [{ value: 'close', label: i18next.t('project:close'), kind: 'primary' }],
    cancel: 'close',
  });
}
