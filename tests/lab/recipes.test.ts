/** Recipes of the command line: one or many, and a line for everything that is wrong with them. */
import { describe, expect, test } from 'vitest';
import { planRecipes } from '../../src/lab/recipes.ts';

const json = (value: unknown): string => JSON.stringify(value);
const gptq = { passes: [{ method: 'gptq', bits: 3 }] };

function accepted(...texts: string[]): unknown[] {
  const plan = planRecipes(texts);
  if (!plan.ok) throw new Error(plan.message);
  return [...plan.recipes];
}

function refusal(...texts: string[]): string[] {
  const plan = planRecipes(texts);
  if (plan.ok) throw new Error('the recipes were accepted');
  return plan.message.split('\n');
}

describe('accepted', () => {
  test('a recipe, with every setting it left out', () => {
    const [recipe, ...more] = accepted(json(gptq));
    expect(recipe).toMatchObject({
      passes: [{ method: 'gptq', bits: 3, granularity: 'group', damp: 0.01 }],
      rest: 'f16',
    });
    expect(more).toEqual([]);
  });

  test('recipes and lists of them, in order', () => {
    const bits = (n: number): unknown => ({ passes: [{ method: 'rtn', bits: n }] });
    expect(accepted(json([bits(8), bits(4)]), json(gptq), json([bits(2)]))).toMatchObject([
      bits(8),
      bits(4),
      gptq,
      bits(2),
    ]);
  });

  test('no passes: everything else is written as said', () => {
    expect(accepted(json({ rest: 'int8' }))).toEqual([{ passes: [], rest: 'int8' }]);
  });
});

describe('refused', () => {
  test.each<[string, string[], RegExp[]]>([
    ['no JSON', ['{ passes'], [/^This is not JSON: /]],
    ['no recipe', ['7'], [/^A recipe must be an object.*not 7/]],
    ['an empty list', ['[]'], [/^The list of recipes is empty\.$/]],
    ['an unknown method', [json({ passes: [{ method: 'gtpq' }] })], [/^passes\.0\.method: .*“gtpq”.*Nearest: gptq\.$/]],
    [
      'a value out of range',
      [json({ passes: [{ method: 'rtn', bits: 9 }] })],
      [/^passes\.0\.bits: .*9.*Nearest: 8\.$/],
    ],
    [
      'a contradiction',
      [json({ passes: [{ method: 'wanda', sparsity: 0.6, pattern: '2:4' }] })],
      [/^passes\.0\.sparsity: .*0\.5/],
    ],
    ['a misspelt setting', [json({ passes: [{ method: 'rtn', bit: 4 }] })], [/^passes\.0\.bit: .*“bits”/]],
    [
      'two problems, a line each',
      [json({ passes: [{ method: 'rtn', bits: 1 }], rest: 'f8' })],
      [/^rest: .*Nearest: f16\.$/, /^passes\.0\.bits: .*Nearest: 2\.$/],
    ],
    [
      'problems of one among many, which is named',
      [json(gptq), json([gptq, { passes: [{ method: 'rtn', bits: 1 }] }])],
      [/^recipe 2, number 2: passes\.0\.bits: /],
    ],
    ['one in a list', [json([gptq, { passes: 'rtn' }])], [/^recipe 2: passes: Passes must be a list/]],
  ])('%s', (_name, texts, expected) => {
    const lines = refusal(...texts);
    expect(lines).toHaveLength(expected.length);
    expected.forEach((line, at) => expect(lines[at]).toMatch(line));
  });
});
