/** Words of the loss workshop and of the conflicts between its terms, loaded with them. */
import type { LocalText } from '../domain/core/text.ts';

export const workshopWords = {
  workshop: { en: 'Loss workshop', zh: '损失工坊' },
  hint: { en: 'what a loss asks of each token; write your own', zh: '损失对每个词元的要求；可自己写' },
  views: { en: 'What to look at', zh: '查看内容' },
  'view-curves': { en: 'Curves', zh: '曲线' },
  'view-tokens': { en: 'Per token', zh: '逐词元' },
  // Expression
  expression: { en: 'Loss of one token', zh: '单个词元的损失' },
  examples: { en: 'Examples', zh: '示例' },
  'example-entropy': { en: 'Cross-entropy', zh: '交叉熵' },
  'example-focal': { en: 'Focal', zh: '焦点损失' },
  'example-generalised': { en: 'Generalised cross-entropy', zh: '广义交叉熵' },
  'example-margin': { en: 'Margin', zh: '间隔' },
  'example-rare': { en: 'Rare tokens first', zh: '稀有词元优先' },
  'example-curriculum': { en: 'From one loss to another', zh: '逐步换损失' },
  names: {
    en: 'p: probability of the right token; H: entropy of the prediction, nats; V: vocabulary; y: id of the right token; f: its share of the data; step, steps. Operators + − * / ^ < > ==; functions exp, log, sqrt, abs, tanh, min, max, pow.',
    zh: 'p：正确词元的概率；H：预测的熵（奈特）；V：词表大小；y：正确词元的编号；f：其在数据中的占比；step、steps：步数与总步数。运算符 + − * / ^ < > ==；函数 exp、log、sqrt、abs、tanh、min、max、pow。',
  },
  train: { en: 'Train with it', zh: '用它训练' },
  trained: { en: 'This is the loss of your settings.', zh: '当前设置正使用此损失。' },
  use: { en: 'Use {expression}', zh: '改为 {expression}' },
  // Curves
  draft: { en: 'What you write', zh: '正在编写' },
  loss: { en: 'Loss', zh: '损失' },
  slope: { en: 'Gradient of the right token’s logit', zh: '正确词元对数几率的梯度' },
  probability: { en: 'Probability of the right token', zh: '正确词元的概率' },
  lossChart: { en: 'Loss by the probability of the right token', zh: '损失随正确词元概率的变化' },
  slopeChart: {
    en: 'Gradient of the right token’s logit by its probability',
    zh: '正确词元对数几率的梯度随其概率的变化',
  },
  curvesNote: {
    en: 'Each loss with its present settings, where the other {others} tokens share the rest alike, at step {step}; a token of average weight. Below 0 pulls the right token up.',
    zh: '各损失取当前设置；其余 {others} 个词元平分剩余概率，第 {step} 步，词元权重取平均。梯度小于 0 表示抬高正确词元。',
  },
  cut: { en: 'Lines end where the picture does.', zh: '超出图的部分不显示。' },
  // Tokens
  sequence: { en: 'Sequence', zh: '序列' },
  refresh: { en: 'Read again', zh: '重新读取' },
  reading: { en: 'Reading …', zh: '正在读取……' },
  noRun: {
    en: 'This reads the batch of the run that is in training or paused. Start or continue it first.',
    zh: '这里读取正在训练或已暂停的模型的当前批次，请先开始或继续训练。',
  },
  positions: { en: 'Text of the next batch; choose a position', zh: '下一批次的文本，选择一个位置' },
  position: { en: '{text}, then {target}: loss {loss}', zh: '{text}，其后为 {target}：损失 {loss}' },
  uncounted: { en: '{text}: does not count', zh: '{text}：不计入' },
  after: {
    en: 'After “{text}” (position {place}) comes “{target}”.',
    zh: '在“{text}”（第 {place} 个）之后是“{target}”。',
  },
  'after-blank': {
    en: 'Hidden at position {place} (shown “{text}”) is “{target}”.',
    zh: '第 {place} 个位置（显示为“{text}”）被遮住的是“{target}”。',
  },
  costs: {
    en: '{name}: {loss}. Plain cross-entropy: {plain} nats. Length of the gradient: {norm} against {plainNorm}.',
    zh: '{name}：{loss}。普通交叉熵：{plain} 奈特。梯度长度：{norm}，普通交叉熵为 {plainNorm}。',
  },
  token: { en: 'Token', zh: '词元' },
  chosenSlope: { en: '∂L/∂z, {name}', zh: '∂L/∂z，{name}' },
  plainSlope: { en: '∂L/∂z, cross-entropy', zh: '∂L/∂z，交叉熵' },
  right: { en: 'right', zh: '正确' },
  others: { en: '{count} other tokens together', zh: '其余 {count} 个词元合计' },
  tokensNote: {
    en: 'Of this position, before the mean over the batch; as of step {step}, without dropout. Bars to the left pull a logit up, bars to the right push it down.',
    zh: '仅此位置，尚未对批次取平均；第 {step} 步时的状态，不含随机失活。向左的条抬高对数几率，向右的条压低。',
  },
  termsNote: {
    en: 'Terms beside the loss look at more than one position; how their gradients lie to that of the loss is in the optimizer x-ray under “Terms against loss”.',
    zh: '损失之外的附加项涉及多个位置，其梯度与损失梯度的关系见“优化器透视”中的“附加项与损失”。',
  },
  // Conflicts
  measure: { en: 'Measure the angles', zh: '测量夹角' },
  noTerms: {
    en: 'This run has no terms beside its loss. Give one a weight under “Added terms” in the settings, and start anew if it asks for it.',
    zh: '此次训练在损失之外没有附加项。请在设置的“附加损失项”中给某一项一个权重，必要时重新开始训练。',
  },
  part: { en: 'Part of the model', zh: '模型部分' },
  layer: { en: 'Layer {layer}', zh: '第 {layer} 层' },
  whole: { en: 'Whole model', zh: '整个模型' },
  cosine: { en: 'Cosine', zh: '余弦' },
  lossNorm: { en: 'Length, loss', zh: '长度，损失' },
  termNorm: { en: 'Length, term', zh: '长度，附加项' },
  term: { en: '{name}, weight {weight}', zh: '{name}，权重 {weight}' },
  'pull-with': { en: 'The term pulls the same way as the loss.', zh: '该项与损失的方向一致。' },
  'pull-across': {
    en: 'The term pulls across the loss: they hardly touch each other.',
    zh: '该项与损失几乎垂直，互不影响。',
  },
  'pull-against': {
    en: 'The term pulls against the loss: part of each step undoes what the other wants.',
    zh: '该项与损失相冲突：每一步都会部分抵消另一方的作用。',
  },
  'pull-none': {
    en: 'At this step the term has no gradient (its weight may be 0 by its path).',
    zh: '此步该项没有梯度（其权重走势可能为 0）。',
  },
  conflictsNote: {
    en: 'Over the batch of the next step, before clipping; the weights stand still (Yu et al. 2020). As of step {step}.',
    zh: '基于下一步的批次、裁剪之前，权重保持不变（Yu 等，2020）。第 {step} 步时的状态。',
  },
} as const satisfies Readonly<Record<string, LocalText>>;

export type WorkshopWord = keyof typeof workshopWords;
