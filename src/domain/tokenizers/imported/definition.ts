/**
 * The tokenizer that came with a model's files. An experiment names it by its fingerprint, as it does a person's own text:
 * the vocabulary of a model cannot be built from another text than its own. It is read by `readTokenizer.ts`, which only
 * the worker loads.
 */
import type { Definition } from '../../core/definition.ts';
import { integer, text, type ParamSpecs, type ParamValue } from '../../core/params.ts';

const params = {
  tokenizerHash: text({
    name: { en: 'Fingerprint', zh: '分词器指纹' },
    help: {
      en: 'Fingerprint of the tokenizer.json. The file itself stays on this machine; a shared link carries only this.',
      zh: 'tokenizer.json 的指纹。文件本身只留在本机，分享链接中只含这个指纹。',
    },
    applies: 'restart',
    advanced: true,
    default: '',
    maxLength: 16,
  }),
  vocabularyRows: integer({
    name: { en: 'Rows of the embedding', zh: '嵌入表行数' },
    help: {
      en: 'Some models have more rows than their tokenizer has tokens. 0: as many rows as tokens.',
      zh: '有些模型的嵌入表行数多于分词器的词元数。0 表示行数与词元数相同。',
    },
    applies: 'restart',
    advanced: true,
    default: 0,
    min: 0,
    max: 1048576,
  }),
} as const satisfies ParamSpecs;

export const imported: Definition<'imported', typeof params> = {
  id: 'imported',
  name: { en: 'The opened model’s own', zh: '所打开模型自带' },
  summary: {
    en: 'The vocabulary in the tokenizer.json of a model that was opened from files. Texts are cut into its tokens.',
    zh: '从文件打开的模型所附 tokenizer.json 中的词表；文本按它切分为词元。',
  },
  formula: '',
  source: {
    text: 'Hugging Face Tokenizers, tokenizer.json',
    url: 'https://huggingface.co/docs/tokenizers',
  },
  params,
  withFile: true,
};

/** Rows of the embedding as an experiment tells them; undefined where there are as many as tokens. */
export function toldRows(data: Readonly<Record<string, ParamValue>>): number | undefined {
  const rows = data['tokenizer'] === imported.id ? data['vocabularyRows'] : 0;
  return typeof rows === 'number' && rows > 0 ? rows : undefined;
}
