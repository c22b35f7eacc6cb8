/** Passes for some matrices only: in files, in addresses, in names, and on a model. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finish } from '../../../../src/domain/compression/contract.ts';
import { compress, decodeModel } from '../../../../src/domain/compression/recipe/compress.ts';
import { newPass, setPassOnly } from '../../../../src/domain/compression/recipe/editRecipe.ts';
import { nameRecipe } from '../../../../src/domain/compression/recipe/nameRecipe.ts';
import { onlyThese, shortMatrix } from '../../../../src/domain/compression/recipe/only.ts';
import type { Recipe } from '../../../../src/domain/compression/recipe/recipe.ts';
import { decodeRecipe, encodeRecipe } from '../../../../src/domain/compression/recipe/recipeText.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';
import { resolve } from '../../../../src/domain/config/resolve.ts';
import { validate } from '../../../../src/domain/config/validate.ts';
import { initialWeights } from '../../../../src/domain/models/initialize.ts';
import { productsOf } from '../../../../src/domain/models/products.ts';
import { thrownBy } from '../thrownBy.ts';

const recipeOf = (...passes: object[]): Recipe => validateRecipe({ passes, rest: 'f32' }).recipe;

const modelOf = (architecture: string) => {
  const { config } = validate({ model: { architecture, layers: 2, width: 32, context: 8 } });
  const { definition, settings } = resolve(config).model;
  const specs = definition.tensors(settings, 11);
  return { specs, products: productsOf(definition, settings, 11), weights: initialWeights(specs, 5) };
};
const model = modelOf('transformer');
const matrices = model.products.filter(({ inputsFirst }) => inputsFirst).map(({ name }) => name);

describe('in writing', () => {
  const names = ['transformer', 'rnn', 'lstm'].flatMap((architecture) =>
    modelOf(architecture).products.map(({ name }) => name),
  );

  test('short names stay different, and come back from an address', () => {
    expect(new Set(names.map((name) => shortMatrix(name))).size).toBe(new Set(names).size);
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), (some) => {
        const given = recipeOf({ method: 'gptq', bits: 3, only: onlyThese(some) }, { method: 'wanda' });
        const text = new URLSearchParams(new URLSearchParams({ recipe: encodeRecipe(given) }).toString()).get('recipe');
        expect(decodeRecipe(text ?? '')).toEqual({ recipe: given, problems: [] });
      }),
    );
  });

  test('an address needs no escapes for them', () => {
    const text = encodeRecipe(recipeOf({ method: 'rtn', only: 'h.0.attn.c_attn  transformer.h.1.mlp.c_fc.weight' }));
    expect(text).toBe('rtn_only.h.0.attn.c--attn-h.1.mlp.c--fc*rest.f32');
    expect(new URLSearchParams({ text }).toString()).toBe(`text=${text}`);
  });

  test.each([[''], [' '], [7], [['h.0.attn.c_attn']], [null]])('%j names nothing, which is told', (only) => {
    const { recipe, problems } = validateRecipe({ passes: [{ method: 'rtn', only }] });
    expect(problems.map(({ path }) => path)).toEqual(['passes.0.only']);
    expect(recipe.passes).toEqual([newPass('rtn')]);
  });

  test('another method is for the same matrices, until all are asked for', () => {
    const [pass = null] = recipeOf({ method: 'rtn', only: 'h.0.mlp.c_fc' }).passes;
    expect(newPass('wanda', pass)).toMatchObject({ method: 'wanda', only: 'h.0.mlp.c_fc' });
    expect(setPassOnly(recipeOf({ method: 'wanda', only: 'a b' }), 0, null)).toEqual(recipeOf({ method: 'wanda' }));
  });

  test('a name says which, or how many', () => {
    const name = (only: string) => nameRecipe(recipeOf({ method: 'wanda', only })).en.replaceAll('\u00a0', ' ');
    expect(name('h.0.mlp.c_fc')).toContain('wanda 50 % (h.0.mlp.c_fc)');
    expect(name('a b')).toContain('wanda 50 % (2 matrices)');
  });
});

describe('on a model', () => {
  const after = (recipe: Recipe) => decodeModel(finish(compress(recipe, model, {})));

  test('the others stay as they were, bit for bit, and these become what they become in a pass for all', () => {
    const [first, ...others] = matrices;
    const some = after(recipeOf({ method: 'rtn', bits: 3, only: onlyThese([first ?? '']) }));
    const all = after(recipeOf({ method: 'rtn', bits: 3 }));
    expect(some[first ?? '']).toEqual(all[first ?? '']);
    expect(some[first ?? '']).not.toEqual(model.weights[first ?? '']);
    for (const name of others) expect(some[name]).toEqual(model.weights[name]);
  });

  test('passes for a part each are together what their widths say', () => {
    const [low, high] = [matrices.slice(0, 3), matrices.slice(3)];
    const mixed = after(
      recipeOf({ method: 'rtn', bits: 2, only: onlyThese(low) }, { method: 'rtn', bits: 6, only: onlyThese(high) }),
    );
    const [two, six] = [2, 6].map((bits) => after(recipeOf({ method: 'rtn', bits })));
    for (const name of low) expect(mixed[name]).toEqual(two?.[name]);
    for (const name of high) expect(mixed[name]).toEqual(six?.[name]);
  });

  test('a matrix that there is not is told, with the nearest list of names, before anything is done', () => {
    const thrown = thrownBy(() =>
      after(recipeOf({ method: 'rtn' }, { method: 'rtn', only: 'h.0.mlp.c_fc h.1.mpl.c_fc' })),
    );
    expect(thrown.report()).toMatchObject({
      code: 'bad-config',
      problems: [{ path: 'passes.1.only', nearest: 'h.0.mlp.c_fc h.1.mlp.c_fc' }],
    });
    const [problem] = thrownBy(() => after(recipeOf({ method: 'rtn', only: 'zzzzzzzz' }))).problems;
    expect(problem).not.toHaveProperty('nearest');
    expect(problem?.message.en).toContain('h.0.attn.c_attn');
  });
});

test.each(['retrain', 'qat'])('%s trains the whole model, and says so', (method) => {
  const { recipe, problems } = validateRecipe({ passes: [{ method, only: 'h.0.attn.c_attn' }] });
  expect(problems.map(({ path }) => path)).toEqual(['passes.0.only']);
  expect(recipe.passes[0]).not.toHaveProperty('only');
});

test.each(['gradual', 'movement', 'lottery'])('%s takes away from chosen matrices', (method) => {
  const { recipe, problems } = validateRecipe({ passes: [{ method, only: 'h.0.attn.c_attn' }] });
  expect(problems).toEqual([]);
  expect(recipe.passes[0]).toHaveProperty('only', 'h.0.attn.c_attn');
});
