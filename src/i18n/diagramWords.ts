/** Words of the diagram of the architecture, loaded with it; `{name}` is replaced by a value. */
import type { StepOp } from '../domain/limits/modelSteps.ts';
import type { LocalText } from '../domain/core/text.ts';

export const diagramWords = {
  diagram: { en: 'Architecture', zh: '架构图' },
  diagramHint: { en: 'every step of the model as it is set now', zh: '按当前设置逐步展示模型' },
  wrong: { en: 'The settings contradict each other; the diagram waits.', zh: '设置相互矛盾，架构图等待修正。' },
  unread: {
    en: 'The diagram comes with the text, which says how many tokens there are.',
    zh: '读取文本、得知词表大小后显示架构图。',
  },
  input: { en: 'Input', zh: '输入' },
  output: { en: 'Output', zh: '输出' },
  layer: { en: 'Layer {first}', zh: '第 {first} 层' },
  layers: { en: 'Layers {first} to {last}, {count} alike', zh: '第 {first} 至 {last} 层，共 {count} 层相同' },
  width: { en: 'Width', zh: '宽度' },
  parameters: { en: 'Parameters', zh: '参数' },
  flops: { en: 'Work', zh: '运算' },
  bytes: { en: 'Traffic', zh: '传送' },
  step: {
    en: '{name}: {outputs} numbers for each token, {parameters} parameters, {flops}, {bytes} a step',
    zh: '{name}：每个词元 {outputs} 个数，{parameters} 个参数，每步 {flops}、{bytes}',
  },
  joins: { en: ', added to the stream', zh: '，加到残差流' },
  tensors: { en: 'Weights of {name}', zh: '{name}的权重' },
  noTensors: { en: '{name} has no weights.', zh: '{name}没有权重。' },
  look: { en: 'Show in the optimizer x-ray', zh: '在优化器透视中查看' },
  point: {
    en: 'Point at a step, or go to it with the Tab key, to see its weights. A click or Enter shows how they are trained.',
    zh: '指向某一步，或用 Tab 键移到该步，即可查看其权重；单击或按 Enter 键可查看其训练情况。',
  },
  each: {
    en: 'Work and traffic are those of one training step with the batch as it is set, for each layer; both without the loss and the update. + means that the result is added to the residual stream.',
    zh: '运算与传送量按当前批大小、每层一步训练计算，不含损失与参数更新。“+”表示结果加到残差流。',
  },
} as const satisfies Readonly<Record<string, LocalText>>;

/** Names of the operations that models are written in. */
export const stepWords: Readonly<Record<StepOp, LocalText>> = {
  embedding: { en: 'Embedding', zh: '词嵌入' },
  addPositions: { en: 'Learned positions', zh: '可学习位置' },
  addSinusoids: { en: 'Sinusoids', zh: '正弦位置' },
  linear: { en: 'Linear', zh: '线性层' },
  project: { en: 'Output head', zh: '输出层' },
  layerNorm: { en: 'LayerNorm', zh: 'LayerNorm' },
  rmsNorm: { en: 'RMSNorm', zh: 'RMSNorm' },
  headNorm: { en: 'QK-norm', zh: 'QK 归一化' },
  attention: { en: 'Attention', zh: '注意力' },
  gelu: { en: 'GELU', zh: 'GELU' },
  relu: { en: 'ReLU', zh: 'ReLU' },
  swiglu: { en: 'SwiGLU', zh: 'SwiGLU' },
  feedForward: { en: 'Feed-forward', zh: '前馈层' },
  tanh: { en: 'tanh', zh: 'tanh' },
  add: { en: 'Sum', zh: '相加' },
  dropout: { en: 'Dropout', zh: '随机失活' },
  dropLayer: { en: 'Stochastic depth', zh: '随机深度' },
  rnn: { en: 'RNN cell', zh: 'RNN 单元' },
  lstm: { en: 'LSTM cell', zh: 'LSTM 单元' },
  gru: { en: 'GRU cell', zh: 'GRU 单元' },
  minGru: { en: 'minGRU', zh: 'minGRU' },
  window: { en: 'Last tokens', zh: '最近的词元' },
  pool: { en: 'Pooling', zh: '池化' },
};
