/** The registry in; the items of the palette out: every node type, and types with params that people call by a name. */
import { nodeTypes } from '../../graph/registry.ts';
import type { NodeDefinition } from '../../layers/types.ts';
import type { PaletteItem } from './types.ts';

const categories: readonly NodeDefinition['category'][] = [
  'data',
  'core',
  'convolution',
  'pooling',
  'normalization',
  'regularization',
  'activation',
  'shape',
  'merge',
  'loss',
];

/** Stand in front of the type that they are made of. */
const presets: readonly Omit<PaletteItem, 'category'>[] = [
  {
    key: 'relu',
    type: 'activation',
    params: { activation: 'relu' },
    name: { en: 'ReLU', zh: '线性整流' },
    synonyms: ['Rectified linear unit', 'Rectifier', '修正线性单元', '线性整流函数'],
  },
  {
    key: 'softmax',
    type: 'activation',
    params: { activation: 'softmax' },
    name: { en: 'Softmax', zh: 'Softmax' },
    synonyms: ['Normalized exponential', 'Probabilities', '归一化指数函数', '柔性最大值', '概率'],
  },
];

/** By category, and in a category in the order of the registry. */
export const palette: readonly PaletteItem[] = categories.flatMap((category) =>
  [...nodeTypes.values()]
    .filter((definition) => definition.category === category && definition.type !== 'placeholder')
    .flatMap(({ type, name, synonyms }) => [
      ...presets.filter((preset) => preset.type === type).map((item) => ({ ...item, category })),
      { key: type, type, params: {}, name, synonyms, category },
    ]),
);
