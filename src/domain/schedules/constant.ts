import type { ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';
import { warmupFactor, warmupSpec } from './warmup.ts';

const params = { warmupSteps: warmupSpec({ default: 0 }) } as const satisfies ParamSpecs;

export const constant: ScheduleDefinition<'constant', typeof params> = {
  id: 'constant',
  name: { en: 'Constant', zh: '恒定' },
  summary: {
    en: 'The learning rate stays where it is, after an optional warm-up.',
    zh: '学习率保持不变，之前可有一段预热。',
  },
  formula: String.raw`\eta_t=\eta\,\min\!\Big(1,\tfrac{t+1}{w+1}\Big)`,
  source: {
    text: 'torch.optim.lr_scheduler.ConstantLR with factor 1; warm-up as in nanoGPT, train.py',
    url: 'https://github.com/karpathy/nanoGPT/blob/master/train.py',
  },
  params,
  factor: ({ warmupSteps }, step) => warmupFactor(step, warmupSteps) ?? 1,
};
