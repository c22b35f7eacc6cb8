/** Everything that can be wrong with a text that a person brings, each with its own words. */
import { TrimtabError } from '../core/errors.ts';
import type { LocalText } from '../core/text.ts';

/** Below this nothing can be learned or validated. */
export const fewestCharacters = 200;

/** Above this tokens and counts no longer fit comfortably into the memory of a tab. */
export const mostBytes = 50_000_000;

export type TextReason = 'empty' | 'too-short' | 'too-large' | 'binary' | 'unknown-encoding';

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

const words: Readonly<Record<TextReason, (amount: number) => LocalText>> = {
  empty: () => ({
    en: 'There is no text in it.',
    zh: '其中没有任何文本。',
  }),
  'too-short': (characters) => ({
    en: `It has only ${characters} characters; at least ${fewestCharacters} are needed to train and to validate.`,
    zh: `只有 ${characters} 个字符；训练和验证至少需要 ${fewestCharacters} 个。`,
  }),
  'too-large': (bytes) => ({
    en: `It is ${megabytes(bytes)} MB long; at most ${mostBytes / 1e6} MB fit. Use a part of it.`,
    zh: `大小为 ${megabytes(bytes)} MB，超过上限 ${mostBytes / 1e6} MB。请只取其中一部分。`,
  }),
  binary: () => ({
    en: 'It is not a text but a binary file, such as a picture, an archive or a word-processor document. Save it as plain text.',
    zh: '这不是纯文本，而是图片、压缩包或文字处理文档之类的二进制文件。请另存为纯文本。',
  }),
  'unknown-encoding': () => ({
    en: 'Its character encoding is none of UTF-8, UTF-16 and GB 18030. Save it as UTF-8.',
    zh: '其字符编码不是 UTF-8、UTF-16 或 GB 18030。请另存为 UTF-8。',
  }),
};

/** `amount` is what was counted: characters for `too-short`, bytes otherwise. */
export function textProblem(reason: TextReason, amount: number): TrimtabError {
  return new TrimtabError('bad-file', { reason, amount }, [{ path: '', message: words[reason](amount) }]);
}
