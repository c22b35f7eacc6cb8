/** Both languages say everything, and switching leaves nothing behind. */
import { act, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { en as pageEn } from '../../src/i18n/en.ts';
import { kernelsEn } from '../../src/i18n/kernelsEn.ts';
import { kernelsZh } from '../../src/i18n/kernelsZh.ts';
import { limitsEn } from '../../src/i18n/limitsEn.ts';
import { limitsZh } from '../../src/i18n/limitsZh.ts';
import { partTranslator, translator } from '../../src/i18n/translate.ts';
import { xrayEn } from '../../src/i18n/xrayEn.ts';
import { xrayZh } from '../../src/i18n/xrayZh.ts';
import { zh as pageZh } from '../../src/i18n/zh.ts';
import { control, renderScene, screen } from './renderApp.tsx';

/** With those of the parts that load later. */
const en = { ...pageEn, ...kernelsEn, ...limitsEn, ...xrayEn };
const zh = { ...pageZh, ...kernelsZh, ...limitsZh, ...xrayZh };
const keys = Object.keys(zh) as (keyof typeof zh)[];
const placeholders = (message: string): readonly string[] =>
  [...message.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();

describe('dictionaries', () => {
  test('have the same keys', () => expect(Object.keys(en).toSorted()).toEqual(keys.toSorted()));

  test.each(keys)('%s has words and the same values in both', (key) => {
    expect(zh[key].trim()).not.toBe('');
    expect(en[key].trim()).not.toBe('');
    // "1 thread" needs its number only where a language counts with words.
    expect(placeholders(en[key])).toEqual(placeholders(zh[key]));
  });

  test('values are put in, and an unknown one stays visible', () => {
    const t = translator('en');
    expect(t('stepNumber', { step: '1,240' })).toBe('Step 1,240');
    expect(t('stepNumber')).toBe('Step {step}');
  });

  test('a part of the page has its own words beside those of the page', () => {
    const t = partTranslator({ en: xrayEn, zh: xrayZh })('en');
    expect(t('xrayLayer', { layer: 3 })).toBe('Layer 3');
    expect(t('stepNumber', { step: 3 })).toBe('Step 3');
  });
});

test('switching the language leaves no word of the other on the screen', () => {
  const { app } = renderScene({ language: 'en' });
  const texts = (): string =>
    [
      document.body.textContent,
      ...[...document.querySelectorAll('[aria-label]')].map((element) => element.getAttribute('aria-label')),
    ].join('\n');
  expect(document.documentElement.lang).toBe('en');
  // The language button names the language that it switches to.
  expect(texts().replaceAll('中文', '')).not.toMatch(/\p{Script=Han}/u);

  act(() => app.actions.preferences.setLanguage('zh'));
  expect(document.documentElement.lang).toBe('zh-CN');
  const shown = texts();
  const left = keys.filter(
    (key) =>
      en[key] !== zh[key] && /^[A-Z][a-z]+ [a-z]/.test(en[key]) && !en[key].includes('{') && shown.includes(en[key]),
  );
  expect(left).toEqual([]);
  expect(shown).not.toMatch(/\{\w+\}/);
});

test('every number is the same in both languages', () => {
  const numbers = (): readonly string[] =>
    [...document.querySelectorAll('.tile-value')].map((element) => element.textContent);
  const { app } = renderScene({ language: 'en' });
  const before = numbers();
  act(() => app.actions.preferences.setLanguage('zh'));
  expect(numbers()).toEqual(before);
});

test('a setting is explained in the language of the page', async () => {
  const { user } = renderScene({ language: 'zh' });
  await user.click(control('optimizer.learningRate'));
  await waitFor(() => expect(screen.getByRole('complementary', { name: '讲解' }).textContent).toContain('学习率'));
});
