/** 读取数据时的处理：键是引擎给出的代码，花括号中是它给出的值。 */
import type { DataNoteCode } from '../../../engine/index.ts';

export const dataNotes: Readonly<Record<DataNoteCode, { readonly sentence: string }>> = {
  // 表格的列
  'column-empty': { sentence: '未使用“{column}”列：它没有任何值。' },
  'column-constant': { sentence: '未使用“{column}”列：每一行的值都相同。' },
  'column-counts-rows': { sentence: '未使用“{column}”列：它只是行的编号。' },
  'column-nearly-numbers': {
    sentence: '未使用“{column}”列：它是数值列，但其中有“{text}”（{place}）。',
  },
  'column-many-texts': {
    sentence: '未使用“{column}”列：它有 {count} 种不同的文本，太多，无法作为类别。',
  },
  'column-most-texts': {
    sentence: '未使用“{column}”列：它有超过 {count} 种不同的文本，太多，无法作为类别。',
  },
  'numbers-missing': { sentence: '“{column}”列缺少 {count} 个值，以训练样本的均值代替。' },
  'categories-missing': { sentence: '“{column}”列缺少 {count} 个值，缺失值自成一类。' },
  'target-missing': { sentence: '目标“{column}”：有 {count} 行没有值，已略去。' },
  'target-classes': { sentence: '目标“{column}”有 {count} 个不同的整数，视为类别编号。' },
  'columns-normalized': {
    sentence: '数值列按训练样本标准化为均值 0、标准差 1。',
  },
  // 数组
  'arrays-unused': { sentence: '未使用的数组：{names}。' },
  // 图片文件夹
  'pictures-resized': { sentence: '图片按面积平均缩放为 {height}×{width}。' },
  'pictures-transparent': { sentence: '透明像素以白色为底。' },
  'grey-as-colour': { sentence: '{count} 张灰度图片按彩色读取。' },
  'colour-as-grey': { sentence: '{count} 张彩色图片按灰度读取。' },
  'entries-left-out': { sentence: '{folder} 中有 {count} 项不是图片，已略去。' },
};
