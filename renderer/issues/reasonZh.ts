/** Words that the engine puts into its sentences in; their Chinese out, for the Chinese window. */

const words: Readonly<Record<string, string>> = {
  to: '通向',
  from: '来自',
  input: '输入',
  output: '输出',
  none: '无',
  missing: '没有',
  'the loss': '损失',
  'the layer': '层',
  'a field to learn': '一个要学习的目标字段',
  'a field to learn from': '一个用作输入的字段',
  'the document': '文档',
  'the end of the file': '文件结尾',
  'a value': '一个值',
  'a colon': '冒号',
  'a name in double quotes': '双引号中的名称',
  'it is missing': '缺少该项',
  'it is not understood': '无法理解',
  'it has none of the forms allowed': '不符合任何允许的形式',
  'there is no such setting': '没有这样的设置',
  'a text': '文本',
  'a number': '数',
  'a whole number': '整数',
  'true or false': 'true 或 false',
  'a group of settings in braces': '花括号中的一组设置',
  'a list': '列表',
  // What layers lack for an operator of a model.
  'sizes that depend on the input': '取决于输入的尺寸',
  'a value of unknown shape': '形状未知的值',
  'a constant': '常量',
  constants: '常量',
  'a constant input': '常量输入',
  'a constant on the left': '左侧的常量',
  'joined constants': '拼接的常量',
  'arithmetic of constants': '常量之间的运算',
  'a choice from a constant': '从常量中选取',
  'a slice of a constant': '常量的切片',
  'a slice of a long constant': '很长的常量的切片',
  'a size that depends on the input': '取决于输入的尺寸',
  'a mean over the samples': '对样本求平均',
  'a long constant': '很长的常量',
  'a constant that is no number': '不是数值的常量',
  'samples and values mixed': '样本与数值相混',
  'samples that do not come first': '样本不在第一维',
  'pads of these dimensions': '对这些维度的填充',
  'values of different shapes': '形状不同的值',
  'values in an order that cannot be followed': '无法跟踪顺序的值',
  'two computed matrices': '两个计算得出的矩阵',
  'settings that are computed': '计算得出的设置',
  'output mask': '掩码输出',
};
/** Reasons made of parts; what stands in the parentheses stays, translated where it is known. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/^it must be at least (.+)$/, '必须不小于 $1'],
  [/^it must be more than (.+)$/, '必须大于 $1'],
  [/^it must be at most (.+)$/, '必须不大于 $1'],
  [/^it must be less than (.+)$/, '必须小于 $1'],
  [/^it must have at least (\S+) characters$/, '至少要有 $1 个字符'],
  [/^it must have at most (\S+) characters$/, '最多 $1 个字符'],
  [/^it must have at least (\S+) entries$/, '至少要有 $1 项'],
  [/^it must have at most (\S+) entries$/, '最多 $1 项'],
  [/^it must be (.+) or (.+)$/, '必须是 $1 或 $2'],
  [/^it must be (.+)$/, '必须是 $1'],
  [/^(\d+) spatial dimensions$/, '$1 个空间维度'],
  [/^(\d+) dimensions$/, '$1 个维度'],
  [/^weights of shape (.+)$/, '形状为 $1 的权重'],
  [/^output (\d+)$/, '第 $1 个输出'],
  [/^output (\w+)$/, '输出 $1'],
];

export function chineseWord(text: string): string {
  if (Object.hasOwn(words, text)) return words[text] as string;
  for (const [pattern, sentence] of patterns) {
    const match = pattern.exec(text);
    if (match)
      return sentence.replace(/\$(\d)/g, (_, index: string) => {
        const part = match[Number(index)] ?? '';
        return Object.hasOwn(words, part) ? (words[part] as string) : part;
      });
  }
  const alternatives = text.split(', or ');
  return alternatives.length > 1 ? alternatives.map(chineseWord).join('，或') : text;
}
