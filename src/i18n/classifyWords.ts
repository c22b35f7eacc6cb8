/** Words of what names labels, loaded with its panels; `{name}` is replaced by a value. */
import type { LocalText } from '../domain/core/text.ts';

export const classifyWords = {
  ask: { en: 'Ask for a label', zh: '判断一段文本' },
  askHint: { en: 'what the model takes your text for', zh: '模型认为您的文本属于哪一类' },
  text: { en: 'Text to be judged', zh: '待判断的文本' },
  placeholder: { en: 'Type or paste a text', zh: '输入或粘贴一段文本' },
  judge: { en: 'Name the label', zh: '判断标签' },
  judging: { en: 'Reading …', zh: '正在阅读……' },
  answer: { en: 'Probability of each label', zh: '各标签的概率' },
  empty: {
    en: 'The label of your text, with the probability of each, appears here.',
    zh: '此处显示文本的标签及各标签的概率。',
  },
  waiting: { en: 'A run has to be there first.', zh: '请先开始一次训练。' },
  read: { en: '{tokens} tokens read at step {step}.', zh: '第 {step} 步，读取 {tokens} 个词元。' },
  cut: { en: 'Only the beginning fits into the context.', zh: '上下文只容得下开头部分。' },
  unknown: { en: '{count} characters are not in the vocabulary.', zh: '有 {count} 个字符不在词表中。' },
  failed: { en: 'The text could not be judged.', zh: '无法判断该文本。' },
  confusion: { en: 'What is taken for what', zh: '混淆矩阵' },
  confusionHint: {
    en: 'held-out texts by their label and the one that was named',
    zh: '留出文本的真实标签与模型所说的标签',
  },
  true: { en: 'Label', zh: '真实标签' },
  named: { en: 'named as', zh: '判断为' },
  cell: {
    en: '{label}, named as {named}: {count} of {support}',
    zh: '{label}，判断为{named}：{support} 条中的 {count} 条',
  },
  recall: { en: 'Recall', zh: '召回率' },
  precision: { en: 'Precision', zh: '精确率' },
  f1: { en: 'F1', zh: 'F1' },
  accuracy: { en: 'Accuracy', zh: '准确率' },
  macroF1: { en: 'Macro-F1', zh: '宏平均 F1' },
  majority: { en: 'Naming always the most frequent', zh: '总说最多的标签' },
  lossTo: { en: 'of {count} texts at step {step}', zh: '{count} 条文本，第 {step} 步' },
  part: {
    en: 'Some of the held-out texts; the end of the run reads all.',
    zh: '仅为部分留出文本；训练结束时读取全部。',
  },
  whole: { en: 'All held-out texts.', zh: '全部留出文本。' },
  none: { en: 'Comes with the first validation.', zh: '首次验证后显示。' },
  measure: { en: 'Measure on all held-out texts', zh: '用全部留出文本测量' },
  measuring: { en: 'Measuring …', zh: '测量中……' },
  legend: {
    en: 'Shade: share of the texts of a row. Right ones have a frame.',
    zh: '深浅表示占该行文本的份额，判断正确的格子有边框。',
  },
  lines: {
    en: 'To name labels, write each line as label, tab, text.',
    zh: '文本分类时，每行请写成“标签、制表符、文本”。',
  },
  found: { en: '{count} labels in {lines} lines: {labels}', zh: '{lines} 行中有 {count} 种标签：{labels}' },
} as const satisfies Readonly<Record<string, LocalText>>;

export type ClassifyWord = keyof typeof classifyWords;
