/** Recipes as text: in an address, in a file, as a name; and the edits that lead to them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paretoFront } from '../../../../src/domain/compression/figures.ts';
import {
  addPass,
  movePass,
  newPass,
  removePass,
  setPassMethod,
  setPassValue,
} from '../../../../src/domain/compression/recipe/editRecipe.ts';
import { nameRecipe } from '../../../../src/domain/compression/recipe/nameRecipe.ts';
import { passMethods, type PassId } from '../../../../src/domain/compression/recipe/passes.ts';
import type { Recipe } from '../../../../src/domain/compression/recipe/recipe.ts';
import {
  decodeRecipe,
  encodeRecipe,
  parseRecipe,
  printRecipe,
} from '../../../../src/domain/compression/recipe/recipeText.ts';
import { sweepRecipes } from '../../../../src/domain/compression/recipe/sweepRecipes.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';
import type { Definition } from '../../../../src/domain/core/definition.ts';
import type { ParamSpec, ParamValue } from '../../../../src/domain/core/params.ts';

const ids = Object.keys(passMethods) as PassId[];

function valueOf(spec: ParamSpec): fc.Arbitrary<ParamValue> {
  if (spec.kind === 'flag') return fc.boolean();
  if (spec.kind === 'choice') return fc.constantFrom(...spec.options.map(({ id }) => id));
  if (spec.kind === 'text') return fc.constant(spec.default);
  const { min, max } = spec;
  return spec.integer ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
}

/** Any legal recipe. */
const recipes: fc.Arbitrary<Recipe> = fc
  .record({
    rest: fc.constantFrom('f32', 'f16', 'int8'),
    passes: fc.array(
      fc.constantFrom(...ids).chain((method) => {
        const { params }: Definition = passMethods[method];
        const values = Object.fromEntries(Object.entries(params).map(([key, spec]) => [key, valueOf(spec)]));
        return fc.record({ method: fc.constant(method), ...values });
      }),
      { maxLength: 8 },
    ),
  })
  .map((given) => validateRecipe(given).recipe);

const recipe = (...passes: object[]): Recipe => validateRecipe({ passes }).recipe;

describe('in an address', () => {
  test('every legal recipe comes back, without a problem', () => {
    fc.assert(
      fc.property(recipes, (given) => {
        const query = new URLSearchParams({ recipe: encodeRecipe(given) });
        const text = new URLSearchParams(query.toString()).get('recipe') ?? '';
        expect(decodeRecipe(text)).toEqual({ recipe: given, problems: [] });
      }),
    );
  });

  test('it is short and readable', () => {
    const text = encodeRecipe({ ...recipe({ method: 'wanda' }, { method: 'gptq', bits: 3, group: 64 }), rest: 'int8' });
    expect(text).toBe('wanda*gptq_bits.3_group.64*rest.int8');
    expect(new URLSearchParams({ text }).toString()).toBe(`text=${text}`);
    expect(encodeRecipe(recipe())).toBe('');
  });

  test('whatever stands there gives a legal recipe; a problem says what was replaced, and the rest stays', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const { recipe: read } = decodeRecipe(text);
        expect(validateRecipe(read)).toEqual({ recipe: read, problems: [] });
      }),
    );
    const { recipe: read, problems } = decodeRecipe('wnada_sparsity.0.25*gptq_bits.99_group.64_nonsense*rest.f8');
    expect(read.passes).toMatchObject([
      { method: 'wanda', sparsity: 0.25 },
      { method: 'gptq', bits: 8, group: 64 },
    ]);
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      'passes.0.method',
      'passes.1',
      'passes.1.bits',
      'rest',
    ]);
  });
});

describe('in a file', () => {
  test('it comes back', () => {
    fc.assert(
      fc.property(recipes, (given) => {
        expect(parseRecipe(printRecipe(given))).toEqual({ recipe: given, problems: [] });
      }),
    );
  });

  test('what is no JSON is refused as a whole', () => {
    expect(parseRecipe('{ "passes": [')).toMatchObject({ recipe: null, problems: [{ path: '' }] });
  });
});

describe('as a name', () => {
  test.each([
    [[{ method: 'wanda' }, { method: 'gptq', bits: 4 }], 'wanda 50 % → gptq 4 bit'],
    [[{ method: 'magnitude', pattern: '2:4' }], 'magnitude 2:4'],
    [[{ method: 'rtn', bits: 3, group: 64 }], 'rtn 3 bit group size 64'],
    [[{ method: 'codebook', huffman: false }], 'codebook 16 entries'],
    [[], 'f16'],
  ])('%j', (passes, name) => {
    expect(nameRecipe(recipe(...passes)).en.replaceAll('\u00a0', ' ')).toContain(name);
  });

  test('recipes of the sweep have different ones, in both languages', () => {
    const names = sweepRecipes('f16').map(nameRecipe);
    expect(new Set(names.map(({ en }) => en)).size).toBe(names.length);
    expect(new Set(names.map(({ zh }) => zh)).size).toBe(names.length);
  });
});

describe('edits', () => {
  const two = recipe({ method: 'wanda' }, { method: 'gptq', bits: 3, group: 64 });

  test('another method keeps the settings that it shares and can have', () => {
    expect(setPassMethod(two, 1, 'rtn').passes[1]).toEqual(newPass('rtn', two.passes[1]));
    expect(setPassMethod(two, 1, 'rtn').passes[1]).toMatchObject({ method: 'rtn', bits: 3, group: 64 });
    const wrong = setPassValue(two, 1, 'bits', 'three');
    expect(validateRecipe(wrong).problems).toMatchObject([{ path: 'passes.1.bits' }]);
    expect(validateRecipe(setPassMethod(wrong, 1, 'rtn')).problems).toEqual([]);
  });

  test('passes are added, moved and taken away', () => {
    const three = addPass(two, 'svd');
    const order = ({ passes }: Recipe): readonly string[] => passes.map(({ method }) => method);
    expect(order(three)).toEqual(['wanda', 'gptq', 'svd']);
    expect(order(movePass(three, 2, 0))).toEqual(['svd', 'wanda', 'gptq']);
    expect(order(movePass(three, 0, 1))).toEqual(['gptq', 'wanda', 'svd']);
    expect(movePass(three, 0, 3)).toBe(three);
    expect(order(removePass(three, 1))).toEqual(['wanda', 'svd']);
  });
});

test('a candidate is on the front exactly if no other is better in one respect and as good in the other', () => {
  const candidates = fc.array(
    fc.record({ bytes: fc.integer({ min: 1, max: 9 }), perplexity: fc.integer({ min: 1, max: 9 }) }),
  );
  fc.assert(
    fc.property(candidates, (all) => {
      const front = new Set(paretoFront(all));
      for (const candidate of all) {
        const { bytes, perplexity } = candidate;
        const dominated = all.some(
          (other) =>
            other.bytes <= bytes &&
            other.perplexity <= perplexity &&
            (other.bytes < bytes || other.perplexity < perplexity),
        );
        expect(front.has(candidate)).toBe(!dominated);
      }
    }),
  );
});
