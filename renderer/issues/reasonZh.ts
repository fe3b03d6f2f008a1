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
