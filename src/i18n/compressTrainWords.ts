/** Words of the compression lab about passes that train, and about the order of passes; part of `compressWords.ts`. */
import type { LocalText } from '../domain/core/text.ts';

export const compressTrainWords = {
  'kind-train': { en: 'Train', zh: '训练' },
  'phase-training': {
    en: 'Pass {number} of {count}, {name}: step {step} of {steps}, loss {loss}',
    zh: '第 {number}/{count} 步，{name}：训练第 {step}/{steps} 步，损失 {loss}',
  },
} as const satisfies Readonly<Record<string, LocalText>>;
