/** Records of the catalogue in; their names, summaries, parameter titles, help and option labels in the current language out. */
import i18next from 'i18next';
import type {
  ChoiceSummary,
  DatasetSummary,
  FormField,
  Names,
  NodeTypeSummary,
} from '../../engine/index.ts';
import * as chinese from './zh/layerHelp.ts';

/** Which registry of the engine a type belongs to: types repeat between them. */
export type Registry = 'node' | 'optimizer' | 'schedule' | 'metric' | 'initializer';

/** The catalogue's records carry both languages; everything else falls back to English. */
const isChinese = (): boolean => i18next.language?.startsWith('zh') ?? false;

function entry<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** A name that comes in both languages: a palette item, a format, a data set. */
export const nameOf = (name: Names): string => (isChinese() ? name.zh : name.en);

/** A node type's name. */
export const typeName = ({ name }: Pick<NodeTypeSummary, 'name'>): string => nameOf(name);

/** The name of an optimizer, schedule, metric or initializer. */
export function choiceName(kind: Registry, { type, name }: Pick<ChoiceSummary, 'type' | 'name'>) {
  return (isChinese() ? entry(chinese.names[kind], type) : undefined) ?? nameOf(name);
}

/** A metric by its name in reports: `accuracy`, or `accuracy 2` for the second of its type. */
export function metricTitle(
  metrics: readonly Pick<ChoiceSummary, 'type' | 'name'>[],
  name: string,
): string {
  const [, type = name, count = ''] = /^(.*?)( \d+)?$/.exec(name) ?? [];
  const known = metrics.find((metric) => metric.type === type);
  return known ? choiceName('metric', known) + count : name;
}

/** What the type does, in one sentence. */
export function typeSummary(
  kind: Registry,
  { type, docs }: Pick<NodeTypeSummary | ChoiceSummary, 'type' | 'docs'>,
): string {
  return (isChinese() ? entry(chinese.summaries[kind], type) : undefined) ?? docs.summary;
}
/** Where to read on, or a remark; citations stay as they are. */
export function typeReference({ type, docs }: Pick<NodeTypeSummary, 'type' | 'docs'>): string {
  return (isChinese() ? entry(chinese.references, type) : undefined) ?? docs.reference;
}
export function datasetSummary({ source, summary }: DatasetSummary): string {
  return (isChinese() ? entry(chinese.summaries.dataset, source) : undefined) ?? summary;
}

/** The Chinese of a parameter: its type's own words, else those it shares with other types; undefined without. */
export function chineseField(kind: Registry, type: string, key: string) {
  const shared = chinese.sharedFields[kind];
  return entry(chinese.fields[kind], `${type}.${key}`) ?? entry(shared, key);
}
export function fieldTitle(kind: Registry, type: string, field: FormField): string {
  return (isChinese() ? chineseField(kind, type, field.key)?.[0] : undefined) ?? field.title;
}
export function fieldHelp(kind: Registry, type: string, field: FormField): string {
  return (isChinese() ? chineseField(kind, type, field.key)?.[1] : undefined) ?? field.help;
}

/** What one option of a choice is called; a word that nobody translated stands for itself. */
export const optionLabel = (option: string): string => word('option', option);
export const categoryName = (category: string): string => word('category', category);
export const portName = (port: string): string => word('port', port);
export const weightName = (weight: string): string => word('weight', weight);
export const unitName = (unit: string): string => word('unit', unit);

function word(group: 'option' | 'category' | 'port' | 'weight' | 'unit', key: string): string {
  return i18next.t(`layers:${group}.${key}`, { defaultValue: key });
}
