/** Sizes, names, and what must not be in the source: `any`, silenced errors, unfinished marks, untranslated words. */
import { basename, dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commentsOf, filesUnder, isNode, type Node, nodesOf, type SourceFile, sources } from './sources.ts';

const tests = filesUnder('tests', /\.tsx?$/);
const scripts = filesUnder('scripts', /\.mjs$/);
const kernels = filesUnder('shaders', /\.wgsl$/);

/** Names, keys and notation that are the same in every language. */
const sameEverywhere = new Set(['Trimtab', 'English', '中文', 'Esc', 'Ctrl', 'log x', 'log y']);

describe('files are small and named after what they hold', () => {
  test.each([
    ['sources', 400, [...sources, ...kernels, ...scripts]],
    ['tests', 300, tests],
  ])('%s have at most %i lines', (_name, limit, files) => {
    expect(files.filter(({ lines }) => lines > limit).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  test('half of the sources are short', () => {
    const lengths = sources.map(({ lines }) => lines).toSorted((first, second) => first - second);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(120);
  });

  test('folders are lower-case, files camelCase, components PascalCase', () => {
    const wrong = [...sources, ...kernels].filter(({ path }) => {
      const folders = dirname(path).split('/');
      const file = basename(path).replace(/(\.d)?\.\w+$/, '');
      // A .tsx file may also hold a hook or a context, which are camelCase.
      const legal = path.endsWith('.tsx') ? /^[A-Za-z][A-Za-z0-9]*$/ : /^[a-z][A-Za-z0-9]*$/;
      return (
        !folders.every((folder) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$|^[a-z][A-Za-z0-9]*$/.test(folder)) ||
        !legal.test(file)
      );
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('the compiler is not silenced', () => {
  test('no any', () => {
    expect(where(sources, (node) => node.type === 'TSAnyKeyword')).toEqual([]);
  });

  test('no comment that turns a check off without saying why', () => {
    const silencing = [...sources, ...tests].flatMap((file) =>
      commentsOf(file)
        .filter((text) => /@ts-(ignore|nocheck|expect-error)|(eslint|oxlint)-disable(?!.* -- \S)/.test(text))
        .map((text) => `${file.path}: ${text.trim()}`),
    );
    expect(silencing).toEqual([]);
  });

  test('nothing is marked as unfinished', () => {
    const marks = [
      ...sources,
      ...kernels,
      ...scripts,
      ...tests.filter(({ path }) => !path.startsWith('tests/architecture/')),
    ]
      .filter(({ text }) => /\b(TODO|FIXME|XXX|HACK)\b/.test(text))
      .map(({ path }) => path);
    expect(marks).toEqual([]);
  });
});

describe('every word on screen goes through src/i18n or a definition', () => {
  const components = sources.filter(({ path }) => /^src\/(ui|bench)\//.test(path) || path === 'src/main.tsx');
  const shownAttributes = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'aria-description']);
  const isWord = (value: unknown): boolean =>
    typeof value === 'string' && /\p{L}{2,}/u.test(value) && !sameEverywhere.has(value.trim());

  test('no words between JSX tags', () => {
    expect(where(components, (node) => node.type === 'JSXText' && isWord(node['value']))).toEqual([]);
  });

  test('no words in attributes that are read out or shown', () => {
    const shown = (node: Node): boolean => {
      if (node.type !== 'JSXAttribute') return false;
      const { name, value } = node;
      const named = isNode(name) && typeof name['name'] === 'string' && shownAttributes.has(name['name']);
      return named && isNode(value) && value.type === 'Literal' && isWord(value['value']);
    };
    expect(where(components, shown)).toEqual([]);
  });

  test('no Chinese but in the dictionaries and as the `zh` of a text in both languages', () => {
    // The domain holds Chinese data too: corpora, names of runs.
    const outside = sources.filter(({ path }) => !/^src\/(i18n|domain)\//.test(path));
    const found = outside.flatMap((file) => {
      const translated = nodesOf(file)
        .filter((node) => isChineseProperty(node))
        .map(rangeOf);
      const alone = (node: Node): boolean => {
        const [start, end] = rangeOf(node);
        return hasChinese(node) && !translated.some(([from, to]) => from <= start && end <= to);
      };
      return where([file], alone);
    });
    expect(found).toEqual([]);
  });
});

function hasChinese(node: Node): boolean {
  if (!['Literal', 'JSXText', 'TemplateElement'].includes(node.type)) return false;
  const text = node.type === 'TemplateElement' ? JSON.stringify(node['value']) : node['value'];
  return typeof text === 'string' && /\p{Script=Han}/u.test(text) && !sameEverywhere.has(text);
}

function isChineseProperty(node: Node): boolean {
  return node.type === 'Property' && isNode(node['key']) && node['key']['name'] === 'zh';
}

function rangeOf(node: Node): readonly [number, number] {
  return [Number(node['start']), Number(node['end'])];
}

function where(files: readonly SourceFile[], wanted: (node: Node) => boolean): readonly string[] {
  return files.flatMap((file) =>
    nodesOf(file)
      .filter(wanted)
      .map((node) => {
        const line = file.text.slice(0, Number(node['start'])).split('\n').length;
        return `${file.path}:${line}`;
      }),
  );
}
