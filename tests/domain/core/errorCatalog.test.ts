/** Every way to fail has words, a remedy and documented details, in both languages. */
import { describe, expect, it } from 'vitest';
import { describeError } from '../../../src/domain/core/describeError.ts';
import { errorCatalog } from '../../../src/domain/core/errorCatalog.ts';
import { reasonWords } from '../../../src/domain/core/errorReasons.ts';
import type { ErrorCode, ErrorSpec } from '../../../src/domain/core/errors.ts';
import { languages } from '../../../src/domain/core/text.ts';

const entries = Object.entries(errorCatalog) as [ErrorCode, ErrorSpec][];
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

describe.each(entries)('%s', (code, spec) => {
  it('has a title, a cause and a remedy in each language', () => {
    for (const part of [spec.title, spec.cause, spec.remedy]) {
      expect(part.en).toMatch(/^[A-Z]/);
      expect(part.zh).toMatch(/\p{Script=Han}/u);
      expect(part.en).not.toMatch(/\p{Script=Han}/u);
    }
    expect(spec.actions.length).toBeGreaterThan(0);
    expect(new Set(spec.actions).size).toBe(spec.actions.length);
  });

  it('uses only documented details, the same in each language', () => {
    for (const part of [spec.cause, spec.remedy]) {
      for (const name of placeholders(part.en)) expect(spec.details).toContain(name);
      expect(placeholders(part.zh).toSorted()).toEqual(placeholders(part.en).toSorted());
    }
  });

  it('reads as a sentence with all details and with none', () => {
    for (const detail of [{}, Object.fromEntries(spec.details.map((name) => [name, 'x']))]) {
      for (const language of languages) {
        const { title, cause, remedy } = describeError({ code, detail, problems: [] }, language);
        for (const text of [title, cause, remedy]) {
          expect(text).not.toMatch(/[{}[\]]/);
          expect(text).not.toMatch(/ {2}|\( | \)|：：|，。|: \./);
        }
        expect(cause).toMatch(/[.。]$/);
      }
    }
  });
});

describe('describeError', () => {
  it('fills in details and translates reasons of ours', () => {
    const report = {
      code: 'bad-checkpoint',
      detail: { file: 'tokenizer.json', reason: 'no-vocabulary' },
      problems: [],
    } as const;
    expect(describeError(report, 'en').cause).toBe(
      'The checkpoint is damaged, or not one of ours; file tokenizer.json: it contains no vocabulary.',
    );
    expect(describeError(report, 'zh').cause).toBe(
      '检查点已损坏，或不是本程序写成的；文件 tokenizer.json：其中没有词表。',
    );
  });

  it('keeps a message of the browser, braces and all, and does not fill it in', () => {
    const report = { code: 'internal', detail: { message: 'Unexpected {message} [token].' }, problems: [] } as const;
    expect(describeError(report, 'en').cause).toBe(
      'Something happened that should be impossible: Unexpected {message} [token].',
    );
  });

  it('lists problems in the language of the reader', () => {
    const problems = [
      { path: 'model.heads', message: { en: 'Too many.', zh: '太多。' } },
      { path: '', message: { en: 'Empty.', zh: '空。' } },
    ];
    expect(describeError({ code: 'bad-config', detail: {}, problems }, 'en').problems).toEqual([
      'model.heads: Too many.',
      'Empty.',
    ]);
    expect(describeError({ code: 'bad-config', detail: {}, problems }, 'zh').problems).toEqual([
      'model.heads：太多。',
      '空。',
    ]);
  });

  it('every reason has words in both languages', () => {
    for (const { en, zh } of Object.values(reasonWords)) {
      expect(en).not.toMatch(/\p{Script=Han}/u);
      expect(zh).toMatch(/\p{Script=Han}/u);
    }
  });
});
