import { text, type ParamSpecs } from '../core/params.ts';
import type { CorpusDefinition } from './contract.ts';

const params = {
  textHash: text({
    name: { en: 'Fingerprint', zh: '文本指纹' },
    help: {
      en: 'Fingerprint of your text. The text itself stays on this machine; a shared link carries only this.',
      zh: '您的文本的指纹。文本本身只留在本机，分享链接中只含这个指纹。',
    },
    applies: 'restart',
    advanced: true,
    default: '',
    maxLength: 16,
  }),
} as const satisfies ParamSpecs;

export const ownText: CorpusDefinition<'own-text', typeof params> = {
  id: 'own-text',
  name: { en: 'Your own text', zh: '自己的文本' },
  summary: {
    en: 'Paste or drop any text. It never leaves this browser; its last tenth is kept for validation.',
    zh: '粘贴或拖入任意文本。文本不会离开本浏览器；最后十分之一留作验证。',
  },
  formula: '',
  source: { text: 'UTF-8, UTF-16, GB 18030' },
  params,
  data: { kind: 'own' },
};
