/** The colours on paper: text is readable on every surface, run lines can be told apart from the background. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync('src/ui/theme/tokens.css', 'utf8');

function tokensOf(selector: string): Readonly<Record<string, string>> {
  const body = new RegExp(`^${selector.replace(/[[\]]/g, String.raw`\$&`)} \\{([^}]*)\\}`, 'm').exec(css)?.[1] ?? '';
  return Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const runs = {
  light: ['#304bf4', '#e76021', '#034910', '#9a1888', '#3c9dd7', '#11161f'],
  dark: ['#406fff', '#e95a0d', '#6df177', '#b15c89', '#59b2ec', '#f1f5ff'],
};

describe.each([
  ['light', ':root'],
  ['dark', "[data-theme='dark']"],
] as const)('%s theme', (name, selector) => {
  const tokens = tokensOf(selector);
  const colour = (token: string): string => tokens[token] ?? 'missing';

  test.each(['ink', 'ink-2', 'ink-3', 'accent', 'good', 'warn', 'bad'])('%s is readable on every surface', (text) => {
    for (const surface of ['bg', 'surface', 'raised', 'sunken']) {
      expect(contrast(colour(text), colour(surface)), surface).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each([
    ['accent-ink', 'accent-fill'],
    ['accent', 'accent-soft'],
    ['warn', 'warn-soft'],
    ['ink', 'bad-soft'],
  ])('%s is readable on %s', (text, surface) => {
    expect(contrast(colour(text), colour(surface))).toBeGreaterThanOrEqual(4.5);
  });

  test('run colours are the agreed six, in the agreed order, and stand out', () => {
    const six = [1, 2, 3, 4, 5, 6].map((index) => colour(`run-${index}`));
    expect(six).toEqual(runs[name]);
    // The sky blue of the light theme is the faintest; lines also differ by dash and marker.
    for (const line of six) expect(contrast(line, colour('surface'))).toBeGreaterThanOrEqual(2.9);
  });
});
