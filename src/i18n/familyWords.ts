/** Words of the tree of runs, loaded with the view of races; `{name}` is replaced by a value. */
import type { LocalText } from '../domain/core/text.ts';

export const familyWords = {
  title: { en: 'Tree of runs', zh: '运行谱系' },
  hint: { en: 'who goes on from whose weights, and with what changed', zh: '谁接着谁的权重继续，改变了什么' },
  empty: {
    en: 'No runs yet. Members of a race can be kept as runs, and any run can be forked.',
    zh: '还没有运行。竞赛成员可以保留为运行，任何运行都可以分叉。',
  },
  keys: {
    en: 'Arrow keys move through the tree; right and left open and close a branch; Tab leads to what can be done.',
    zh: '方向键在树中移动；右、左键展开和收起分支；Tab 键到达可用操作。',
  },
  from: { en: 'from step {step}: {changes}', zh: '自第 {step} 步起：{changes}' },
  gone: { en: 'deleted, or never kept', zh: '已删除，或未曾保留' },
  racing: { en: 'in the race', zh: '竞赛中' },
  current: { en: 'open', zh: '已打开' },
  opened: { en: 'opened', zh: '来自文件' },
  keptAs: { en: 'kept as {name}', zh: '已保留为 {name}' },
  steps: { en: 'step {step} of {steps}', zh: '第 {step} 步，共 {steps} 步' },
  loss: { en: 'validation {loss} nats per token', zh: '验证损失 {loss} nat/词元' },
  forkedFrom: {
    en: 'Forked from {name} at step {step}. Changed: {changes}.',
    zh: '从 {name} 的第 {step} 步分叉。改变：{changes}。',
  },
  begun: { en: 'Begun from initial weights.', zh: '从初始权重开始。' },
  open: { en: 'Open', zh: '打开' },
  compress: { en: 'Open and compress', zh: '打开并压缩' },
  show: { en: 'Draw in the charts', zh: '在图中显示' },
  hide: { en: 'Take out of the charts', zh: '从图中移除' },
  fork: { en: 'Fork', zh: '分叉' },
  forkHint: {
    en: 'Opened, a run waits at its last checkpoint. A fork waits there as another run: settings that are changed from then on are changed in the fork only.',
    zh: '打开的运行停在最近的检查点等待。分叉是停在同一处的另一个运行：此后更改的设置只影响分叉。',
  },
  enter: { en: 'Enter its settings into a race', zh: '以其设置参赛' },
  keep: { en: 'Keep as a run', zh: '保留为运行' },
  keepMember: { en: 'Keep {name} as a run', zh: '将 {name} 保留为运行' },
  keepHint: {
    en: 'Its weights and curve up to now become a run beside the race, to be opened, forked, compared and compressed.',
    zh: '它到目前为止的权重和曲线成为竞赛之外的一个运行，可以打开、分叉、比较和压缩。',
  },
} as const satisfies Readonly<Record<string, LocalText>>;

export type FamilyWord = keyof typeof familyWords;
