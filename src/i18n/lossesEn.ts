/** Words of the losses, in English. */
import type { lossesZh } from './lossesZh.ts';

export const lossesEn: Readonly<Record<keyof typeof lossesZh, string>> = {
  trainedLoss: 'training: {loss}; validation: plain cross-entropy',
};
