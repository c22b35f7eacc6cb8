/** Words of the tools around a learning-rate schedule, loaded after the page; `{name}` is replaced by a value. */
import type { LocalText } from '../domain/core/text.ts';

export const scheduleWords = {
  depends: {
    en: 'Drawn as if the validation loss never stopped falling. When it drops, the run decides.',
    zh: '此图假设验证损失一直下降；何时降低由训练过程决定。',
  },
  drawing: { en: 'Points of the schedule', zh: '调度曲线的控制点' },
  point: { en: 'Point {number} of {count}', zh: '第 {number} 个控制点，共 {count} 个' },
  place: { en: '{percent} % of the steps, factor {factor}', zh: '进度 {percent}%，系数 {factor}' },
  add: { en: 'Add point', zh: '添加控制点' },
  remove: { en: 'Remove point', zh: '删除控制点' },
  drawHint: {
    en: 'Drag a point, or choose one and press the arrow keys (with Shift: further). Double-click adds one, Delete removes it.',
    zh: '拖动控制点，或选中后按方向键（加 Shift 移动更多）。双击添加，Delete 删除。',
  },
  test: { en: 'Range test', zh: '学习率范围测试' },
  testHint: {
    en: 'Trains a copy of the model for {steps} steps while the learning rate rises from {lowest} to {highest}. The run waits and stays as it is.',
    zh: '用模型的副本训练 {steps} 步，学习率从 {lowest} 升到 {highest}。训练会等待，且不受影响。',
  },
  testing: { en: 'Raising the learning rate', zh: '正在逐步提高学习率' },
  cancel: { en: 'Cancel', zh: '取消' },
  failed: { en: 'The range test failed.', zh: '范围测试失败。' },
  picture: {
    en: 'Loss over the learning rate, from {lowest} to {highest}, both logarithmic; lowest {loss} at {rate}',
    zh: '损失随学习率变化，{lowest} 到 {highest}，均为对数；最低 {loss}，在 {rate} 处',
  },
  steepest: { en: 'Steepest fall', zh: '下降最快处' },
  tenth: { en: 'A tenth of the lowest', zh: '最低处的十分之一' },
  use: { en: 'Use {rate}', zh: '采用 {rate}' },
  inUse: { en: 'in use', zh: '正在使用' },
  nothing: {
    en: 'No rate lowers this loss by more than noise: nothing to suggest.',
    zh: '没有哪个学习率使损失的下降超过噪声，无法给出建议。',
  },
  'end-complete': { en: 'From step {step}.', zh: '从第 {step} 步开始。' },
  'end-diverged': {
    en: 'From step {step}; ended at {rate}, where the loss burst.',
    zh: '从第 {step} 步开始；到 {rate} 时损失发散而结束。',
  },
  'end-cancelled': { en: 'From step {step}; cancelled at {rate}.', zh: '从第 {step} 步开始；到 {rate} 时取消。' },
} as const satisfies Readonly<Record<string, LocalText>>;

export type ScheduleWord = keyof typeof scheduleWords;
