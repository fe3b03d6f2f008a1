import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ChoiceSummary, FormField, NodeTypeSummary } from '../../engine/index.ts';
import { catalogue } from '../../engine/services/graph/catalogue.ts';
import { layers as englishWords } from './en/layers.ts';
import {
  chineseField,
  choiceName,
  datasetSummary,
  fieldHelp,
  fieldTitle,
  metricTitle,
  optionLabel,
  type Registry,
  typeName,
  typeSummary,
  unitName,
  weightName,
} from './layerNames.ts';
import * as chinese from './zh/layerHelp.ts';
import { layers as chineseWords } from './zh/layers.ts';

const everything = catalogue();
type Entry = NodeTypeSummary | ChoiceSummary;
const registries: Readonly<Record<Registry, readonly Entry[]>> = {
  node: everything.nodeTypes,
  optimizer: everything.optimizers,
  schedule: everything.schedules,
  metric: everything.metrics,
  initializer: everything.initializers,
};
const kinds = Object.keys(registries) as Registry[];
const cases = kinds.flatMap((kind) =>
  registries[kind].map((item) => [kind, item.type, item] as const),
);
const hasChinese = (text: string) => /\p{Script=Han}/u.test(text);

beforeAll(async () => {
  await i18next.init({
    lng: 'en',
    fallbackLng: 'en',
    ns: ['layers'],
    resources: { en: { layers: englishWords }, zh: { layers: chineseWords } },
  });
});

describe.each(cases)('%s %s', (kind, type, item) => {
  test('has a Chinese summary and name', () => {
    expect(hasChinese(chinese.summaries[kind][type] ?? '')).toBe(true);
    expect(item.name.zh).not.toBe('');
  });
  test('has Chinese titles and help for every parameter', () => {
    const missing = item.form.filter(({ key }) => {
      const [title, help] = chineseField(kind, type, key) ?? ['', ''];
      return title === '' || !hasChinese(help);
    });
    expect(missing.map(({ key }) => key)).toEqual([]);
  });
});

test('what types share in Chinese they share in English too', () => {
  for (const kind of kinds) {
    for (const key of Object.keys(chinese.sharedFields[kind] ?? {})) {
      const users = registries[kind].flatMap(({ type, form }) =>
        Object.hasOwn(chinese.fields[kind], `${type}.${key}`)
          ? []
          : form.filter((field) => field.key === key),
      );
      expect(new Set(users.map(({ title, help }) => `${title}: ${help}`)).size, key).toBe(1);
    }
  }
});

test('nothing is translated that does not exist', () => {
  for (const kind of kinds) {
    const types = new Set(registries[kind].map(({ type }) => type));
    for (const type of Object.keys(chinese.summaries[kind])) expect(types).toContain(type);
    for (const type of Object.keys(chinese.names[kind] ?? {})) expect(types).toContain(type);
    const known = registries[kind].flatMap(({ type, form }) =>
      form.map(({ key }) => `${type}.${key}`),
    );
    for (const key of Object.keys(chinese.fields[kind])) expect(known).toContain(key);
  }
  const sources = everything.datasets.map(({ source }) => source);
  expect(Object.keys(chinese.summaries.dataset).toSorted()).toEqual(sources.toSorted());
});

test('every option, category, port, weight and unit has a label in both languages', () => {
  const fields: readonly FormField[] = cases.flatMap(([, , { form }]) => form);
  const options = fields.flatMap(({ control }) =>
    control.kind === 'choice'
      ? control.options
      : control.kind === 'padding' || control.kind === 'sizes'
        ? control.words
        : [],
  );
  const ports = everything.nodeTypes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  for (const words of [englishWords, chineseWords]) {
    expect(Object.keys(words.option)).toEqual(expect.arrayContaining(options));
    expect(Object.keys(words.category)).toEqual(
      expect.arrayContaining(everything.nodeTypes.map(({ category }) => category)),
    );
    expect(Object.keys(words.port)).toEqual(expect.arrayContaining(ports.map(({ name }) => name)));
    expect(Object.keys(words.unit)).toEqual(
      expect.arrayContaining(fields.flatMap(({ unit }) => unit ?? [])),
    );
  }
});

test('the language decides', async () => {
  const conv = everything.nodeTypes.find(({ type }) => type === 'conv2d') as NodeTypeSummary;
  const adam = everything.optimizers.find(({ type }) => type === 'adam') as ChoiceSummary;
  const digits = everything.datasets[0];
  const filters = conv.form[0] as FormField;
  const seen = () => [
    typeName(conv),
    typeSummary('node', conv),
    fieldTitle('node', 'conv2d', filters),
    fieldHelp('node', 'conv2d', filters),
    choiceName('optimizer', adam),
    digits ? datasetSummary(digits) : '',
    optionLabel('same'),
    weightName('bias'),
    unitName('pixels'),
    optionLabel('never-heard-of'),
  ];
  const english = seen();
  expect(english.slice(0, 3)).toEqual(['Conv2D', conv.docs.summary, 'Filters']);
  expect(english.some(hasChinese)).toBe(false);
  await i18next.changeLanguage('zh');
  const translated = seen();
  expect(translated.slice(0, 1)).toEqual(['二维卷积']);
  // A proper name stays, and so does a word that nobody knows.
  expect(translated.map(hasChinese)).toEqual([
    true,
    true,
    true,
    true,
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
  await i18next.changeLanguage('en');
});

test('metrics are named as their types, with their number', () => {
  const { metrics } = everything;
  expect(metricTitle(metrics, 'accuracy')).toBe('Accuracy');
  expect(metricTitle(metrics, 'topK 2')).toBe('Top-k accuracy 2');
  expect(metricTitle(metrics, 'never-heard-of 3')).toBe('never-heard-of 3');
});

test('what is no citation is said in Chinese', () => {
  const remarks = everything.nodeTypes.filter(
    ({ docs }) => !/\b(19|20)\d\d\b/.test(docs.reference),
  );
  expect(Object.keys(chinese.references).toSorted()).toEqual(
    remarks.map(({ type }) => type).toSorted(),
  );
  expect(Object.values(chinese.references).every(hasChinese)).toBe(true);
});
