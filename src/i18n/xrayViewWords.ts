/** Words of the x-ray's views, loaded with them. */
import type { LocalText } from '../domain/core/text.ts';

export const xrayViewWords = {
  views: { en: 'What to look at', zh: '查看内容' },
  'view-updates': { en: 'Updates', zh: '更新量' },
  'view-spreads': { en: 'Histograms', zh: '直方图' },
  'view-mixing': { en: 'Attention', zh: '注意力' },
  'view-tokens': { en: 'Token losses', zh: '词元损失' },
  'view-noise': { en: 'Gradient noise', zh: '梯度噪声' },
  'view-conflicts': { en: 'Terms against loss', zh: '附加项与损失' },
  'view-landscape': { en: 'Loss landscape', zh: '损失地形' },
  noRun: {
    en: 'This looks into the run that is in training or paused. Start or continue it first.',
    zh: '这里查看的是正在训练或已暂停的模型，请先开始或继续训练。',
  },
  reading: { en: 'Reading …', zh: '正在读取……' },
  refresh: { en: 'Read again', zh: '重新读取' },
  cancel: { en: 'Cancel', zh: '取消' },
  measuring: { en: 'Measuring; training waits meanwhile.', zh: '正在测量，训练暂时等待。' },
  progress: { en: '{done} of {of}, {left} left', zh: '{done}/{of}，剩余 {left}' },
  atStep: { en: 'As of step {step}.', zh: '第 {step} 步时的状态。' },
  // Histograms
  part: { en: 'Part of the model', zh: '模型部分' },
  layer: { en: 'Layer {layer}', zh: '第 {layer} 层' },
  of: { en: 'Numbers', zh: '数值' },
  scale: { en: 'Scale', zh: '刻度' },
  'scale-linear': { en: 'Linear', zh: '线性' },
  'scale-sizes': { en: 'By size (log)', zh: '按大小（对数）' },
  'kind-weight': { en: 'Weights', zh: '权重' },
  'kind-gradient': { en: 'Gradient of the next batch', zh: '下一批次的梯度' },
  'kind-mean': { en: 'm, mean of the gradient', zh: 'm，梯度的滑动平均' },
  'kind-square': { en: '√v, root of the mean square', zh: '√v，梯度平方平均的平方根' },
  'kind-velocity': { en: 'Velocity (momentum)', zh: '速度（动量）' },
  'kind-sum': { en: '√ of the sum of squares', zh: '梯度平方和的平方根' },
  'kind-stepSquare': { en: '√ of the mean square of steps', zh: '步长平方平均的平方根' },
  'kind-stepping': { en: 'z, the weights that step', zh: 'z，逐步更新的权重' },
  'kind-average': { en: 'x, the averaged weights', zh: 'x，平均后的权重' },
  'kind-squares': { en: '√ of the mean squares', zh: '平方平均的平方根' },
  'kind-rowSquares': { en: '√ of the mean squares of rows', zh: '各行平方平均的平方根' },
  'kind-columnSquares': { en: '√ of the mean squares of columns', zh: '各列平方平均的平方根' },
  noState: { en: 'The optimizer keeps no such state for this part.', zh: '优化器对这一部分不保存此状态。' },
  now: { en: 'Now', zh: '当前' },
  overTime: { en: 'Over time, the latest at the bottom', zh: '随时间变化，最新的在最下' },
  histogram: {
    en: 'Histogram of {kind}. Arrow keys read the bins.',
    zh: '{kind}的直方图，用方向键读取各区间。',
  },
  bin: { en: 'from {low} to {high}: {count} ({share})', zh: '{low} 到 {high}：{count} 个（{share}）' },
  everySteps: {
    en: 'Read every {steps} steps while this is open; nothing is read while it is closed.',
    zh: '打开期间每 {steps} 步读取一次，关闭时不读取。',
  },
  count: { en: 'Count', zh: '个数' },
  lowest: { en: 'Smallest', zh: '最小' },
  highest: { en: 'Largest', zh: '最大' },
  rms: { en: 'RMS', zh: '均方根' },
  dead: { en: 'Exact zeros', zh: '恰为零' },
  tiny: { en: 'Below f16’s smallest normal', zh: '小于 f16 最小正规数' },
  tinyNote: {
    en: '{kind}: {dead} are exactly zero, and {tiny} are smaller than 6.1e-5, which half precision (f16) holds with fewer digits or not at all.',
    zh: '{kind}：{dead}恰为零，{tiny}小于 6.1e-5——半精度（f16）只能以更少的有效位表示，甚至变为零。',
  },
  // Texts
  text: { en: 'Text', zh: '文本' },
  'text-held-out': { en: 'Held-out text', zh: '留出文本' },
  'text-sample': { en: 'Latest sample', zh: '最新样本' },
  'text-own': { en: 'Own text', zh: '自己的文本' },
  window: { en: 'Window', zh: '窗口' },
  ownText: { en: 'Text to read', zh: '要读取的文本' },
  readIt: { en: 'Read', zh: '读取' },
  noSample: { en: 'There is no sample yet.', zh: '还没有样本。' },
  cut: {
    en: '{count} more tokens are left out: there is no room for them in the context or the picture.',
    zh: '另有 {count} 个词元超出上下文或图的范围，未读取。',
  },
  unknown: { en: '{count} characters are not in the vocabulary.', zh: '{count} 个字符不在词表中。' },
  // Attention
  mixLayer: { en: 'Layer', zh: '层' },
  head: { en: 'Head {head}', zh: '头 {head}' },
  heads: { en: 'All heads of the layer', zh: '该层的所有头' },
  attentionMap: {
    en: 'Attention of head {head}: a row for each token that looks, a column for each that is looked at. Arrow keys move.',
    zh: '头 {head} 的注意力：每行是一个查询词元，每列是被关注的词元，方向键移动。',
  },
  attentionCell: {
    en: '{query} ({row}) looks at {key} ({column}) with {weight}',
    zh: '{query}（{row}）对 {key}（{column}）的权重为 {weight}',
  },
  attentionScale: { en: 'Weight in a row, which sums to 1', zh: '每行权重之和为 1' },
  statesMap: {
    en: 'Hidden states: a row for each unit, a column for each token. Arrow keys move.',
    zh: '隐藏状态：每行一个单元，每列一个词元，方向键移动。',
  },
  statesCell: { en: 'unit {row} after {key} ({column}): {value}', zh: '单元 {row} 在 {key}（{column}）之后：{value}' },
  statesNote: {
    en: 'This layer has no attention: what it knows of the text is in its hidden states.',
    zh: '这一层没有注意力，它对文本的记忆都在隐藏状态里。',
  },
  noMixing: {
    en: 'This model has neither attention nor hidden states: it looks at a fixed number of tokens before the next one.',
    zh: '这个模型既没有注意力也没有隐藏状态，只看前面固定个数的词元。',
  },
  // Token losses
  unit: { en: 'Unit', zh: '单位' },
  'unit-nats': { en: 'nats', zh: '纳特' },
  'unit-bits': { en: 'bits', zh: '比特' },
  tokenLoss: { en: '{loss} {unit}, rank {rank}', zh: '{loss} {unit}，排名第 {rank}' },
  lossText: { en: 'Text, shaded by the loss of each token', zh: '按每个词元的损失着色的文本' },
  meanLoss: {
    en: 'Mean: {loss} {unit} per token over {count} tokens.',
    zh: '平均每个词元 {loss} {unit}，共 {count} 个词元。',
  },
  lossScale: { en: 'Loss', zh: '损失' },
  // Noise
  repeats: { en: 'Repeats', zh: '重复次数' },
  measureNoise: { en: 'Measure the noise', zh: '测量噪声' },
  noiseScale: { en: 'Simple noise scale', zh: '简单噪声尺度' },
  noiseValue: { en: '{scale} ± {error} sequences', zh: '{scale} ± {error} 条序列' },
  noiseTokens: { en: '≈ {tokens} tokens', zh: '≈ {tokens} 个词元' },
  signal: { en: '|G|², signal', zh: '|G|²，信号' },
  noise: { en: 'tr Σ, noise of one sequence', zh: 'tr Σ，单条序列的噪声' },
  'noise-lost': {
    en: 'The gradient is lost in its noise at these batch sizes: repeat more often, or train with a larger batch.',
    zh: '在这些批大小下，梯度淹没在噪声里：请增加重复次数，或用更大的批训练。',
  },
  'noise-small': {
    en: 'Your batch of {batch} is smaller than the noise scale: one twice as large would make steps that are worth nearly twice as much.',
    zh: '当前批大小 {batch} 小于噪声尺度：加倍后每一步的收获接近翻倍。',
  },
  'noise-near': {
    en: 'Your batch of {batch} is near the noise scale, where compute and number of steps are in balance.',
    zh: '当前批大小 {batch} 接近噪声尺度，计算量与步数大致平衡。',
  },
  'noise-large': {
    en: 'Your batch of {batch} is larger than the noise scale: most examples of a step tell what others told already. A batch of about {scale} learns as much from fewer examples.',
    zh: '当前批大小 {batch} 大于噪声尺度：一步中的多数样本重复了已有的信息。约 {scale} 的批用更少样本就能学到同样多。',
  },
  'noise-unsure': {
    en: 'The error bar is as wide as the figure itself: repeat more often before you conclude anything.',
    zh: '误差与数值本身一样大：请增加重复次数后再下结论。',
  },
  noiseNote: {
    en: 'From gradients of {small} and of {large} sequences, {repeats} times (McCandlish et al. 2018). The scale grows while the loss falls.',
    zh: '由 {small} 条与 {large} 条序列的梯度比较得出，重复 {repeats} 次（McCandlish 等，2018）。损失下降时该尺度会变大。',
  },
  // Landscape
  directions: { en: 'Directions', zh: '方向' },
  'directions-random': { en: 'Random, filter by filter', zh: '随机（按滤波器归一）' },
  'directions-path': { en: 'Of the path of training', zh: '训练轨迹的主方向' },
  points: { en: 'Grid', zh: '网格' },
  reach: { en: 'Reach', zh: '范围' },
  measureLandscape: { en: 'Measure the landscape', zh: '测量地形' },
  remembered: {
    en: 'Remembered earlier states of the weights: {count}, of steps {steps}; one is taken every {every} steps while the x-ray is open.',
    zh: '已记住 {count} 个较早的权重状态（步数 {steps}）；透视打开期间每 {every} 步记一次。',
  },
  tooFew: {
    en: 'The directions of the path need at least two earlier states: train on with the x-ray open.',
    zh: '轨迹方向至少需要两个较早的权重状态：请在透视打开时继续训练。',
  },
  map: {
    en: 'Loss around the model in two directions. Arrow keys move from point to point.',
    zh: '模型周围两个方向上的损失，方向键逐点移动。',
  },
  mapPoint: {
    en: 'at ({x}, {y}): {loss} nats, {rise} against the model',
    zh: '在 ({x}, {y})：{loss} 纳特，比模型 {rise}',
  },
  mapPending: { en: 'at ({x}, {y}): not measured', zh: '在 ({x}, {y})：未测量' },
  mapLegend: { en: 'Loss, nats', zh: '损失（纳特）' },
  path: { en: 'Path of training', zh: '训练轨迹' },
  model: { en: 'The model, {loss} nats', zh: '当前模型，{loss} 纳特' },
  explained: {
    en: 'The plane holds {share} of how far the earlier states lie from the model; the rest of the path is not in the picture.',
    zh: '该平面包含较早状态与模型距离的 {share}，轨迹的其余部分不在图中。',
  },
  mapNote: {
    en: 'Mean loss of {tokens} held-out tokens at every point; biases and gains stay as they are in random directions (Li et al. 2018).',
    zh: '每一点都是 {tokens} 个留出词元的平均损失；随机方向中偏置和增益保持不变（Li 等，2018）。',
  },
} as const satisfies Readonly<Record<string, LocalText>>;

export type XrayViewWord = keyof typeof xrayViewWords;
