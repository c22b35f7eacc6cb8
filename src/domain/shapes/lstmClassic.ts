/** Karpathy 2015, char-rnn: two layers of 128 units are its defaults. */
import type { ModelShape } from './contract.ts';

export const lstmClassic: ModelShape = {
  id: 'lstm-classic',
  name: { en: 'LSTM classic', zh: '经典 LSTM' },
  summary: {
    en: 'Two layers of LSTM, as language models were before attention.',
    zh: '两层 LSTM：注意力出现之前的语言模型。',
  },
  architecture: 'lstm',
  settings: { layers: 2, width: 128, context: 64 },
};
