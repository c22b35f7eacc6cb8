/** KellerJordan/modded-nanogpt and karpathy/nanochat, as far as the switches here go. */
import type { ModelShape } from './contract.ts';

export const speedrun: ModelShape = {
  id: 'speedrun',
  name: { en: 'Speedrun style', zh: '竞速式' },
  summary: {
    en: 'What record runs on small GPTs have settled on: QK-norm, RoPE, ReLU² and a head of its own.',
    zh: '小型 GPT 竞速训练的常用组合：QK 归一化、RoPE、ReLU²、独立的输出层。',
  },
  architecture: 'transformer',
  settings: {
    layers: 4,
    heads: 4,
    width: 128,
    context: 64,
    norm: 'rms',
    queryKeyNorm: true,
    positions: 'rope',
    activation: 'relu2',
    tiedHead: false,
  },
};
