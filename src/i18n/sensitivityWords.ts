/** Words of the sensitivity map, loaded with the compression lab; `{name}` is replaced by a value. */
import type { LocalText } from '../domain/core/text.ts';

export const sensitivityWords = {
  sensitivity: { en: 'Sensitivity map', zh: '敏感度图' },
  sensitivityHint: {
    en: 'what it costs to compress one matrix and leave all others',
    zh: '只压缩一个矩阵、其余不动时的代价',
  },
  method: { en: 'Method to measure with', zh: '用于测量的方法' },
  measure: { en: 'Measure', zh: '测量' },
  measureHint: {
    en: 'Every matrix at every level, on the same held-out text. Other settings of the method are those of its first pass in the recipe.',
    zh: '在同一段留出文本上测量每个矩阵的每一档。方法的其他设置取自配方中该方法的第一个步骤。',
  },
  cancel: { en: 'Cancel', zh: '取消' },
  cancelling: { en: 'Cancelling …', zh: '正在取消……' },
  begun: { en: 'Reading held-out text with the model as it is', zh: '用原模型读取留出文本' },
  measuring: { en: 'Measuring, one matrix at a time', zh: '逐个矩阵测量中' },
  left: { en: '{done} of {count}, about {time} left', zh: '{done}/{count}，约剩 {time}' },
  failed: { en: 'The map could not be measured.', zh: '敏感度测量失败。' },
  empty: {
    en: 'Not all matrices mind being compressed equally. Measure it, and give the bits to those that do.',
    zh: '各矩阵对压缩的敏感程度不同。先测量，再把位数分给敏感的矩阵。',
  },
  unit: {
    en: 'Rise of the loss in thousandths of a nat per token, against {loss} on the same {tokens} tokens; step {step}.',
    zh: '损失的上升量，单位为千分之一 nat 每词元；原损失 {loss}，均在相同的 {tokens} 个词元上测得；第 {step} 步。',
  },
  matrix: { en: 'Matrix', zh: '矩阵' },
  bits: { en: '{count} bits', zh: '{count} 位' },
  sparsity: { en: '{count}', zh: '{count}' },
  cell: { en: '{name}, {level}: {rise}, {size}', zh: '{name}，{level}：{rise}，{size}' },
  cellMissing: { en: '{name}, {level}: not measured', zh: '{name}，{level}：未测量' },
  paintedCell: { en: ', chosen', zh: '，已选' },
  column: { en: 'Choose {level} for all matrices', zh: '所有矩阵都选 {level}' },
  paintHint: {
    en: 'Choose a cell to give its matrix that level: click, or move with the arrow keys and press space. Hatching marks the dearest.',
    zh: '选择一格即为该矩阵指定这一档：点击，或用方向键移动并按空格。斜线标出代价最大者。',
  },
  legend: { en: 'Rise of the loss, thousandths of a nat', zh: '损失上升量（千分之一 nat）' },
  'mean-bits': { en: 'Bits on average', zh: '平均位数' },
  'mean-sparsity': { en: 'Sparsity on average', zh: '平均稀疏度' },
  automatic: { en: 'Choose for me', zh: '自动选择' },
  automaticHint: {
    en: 'The levels whose rises add up to least, among all choices with at most so much stored.',
    zh: '在存储量不超过该值的所有选择中，各上升量之和最小的一组。',
  },
  noChoice: { en: 'Nothing that was measured is so small.', zh: '已测量的档位中没有这么小的组合。' },
  clear: { en: 'Clear', zh: '清除' },
  sum: {
    en: 'Chosen: {count} of {all} matrices, {mean} on average; their rises add up to {rise}.',
    zh: '已选 {count}/{all} 个矩阵，平均 {mean}；上升量之和为 {rise}。',
  },
  take: { en: 'Take into the recipe', zh: '写入配方' },
  compare: { en: 'Compress so, and as chosen by itself', zh: '按此压缩，并与自动选择比较' },
  compareHint: {
    en: 'Two variants of the same size: your choice, and the one that the map suggests for the same matrices.',
    zh: '两个同样大小的变体：你的选择，以及敏感度图为同样这些矩阵建议的选择。',
  },
  same: { en: 'This is what the map suggests for this size.', zh: '这正是敏感度图在此大小下的建议。' },
  compressSo: { en: 'Compress so', zh: '按此压缩' },
  only: { en: 'Only {names}', zh: '仅 {names}' },
  forAll: { en: 'Use pass {number} for all matrices', zh: '让第 {number} 步用于所有矩阵' },
} as const satisfies Readonly<Record<string, LocalText>>;

export type SensitivityWord = keyof typeof sensitivityWords;
