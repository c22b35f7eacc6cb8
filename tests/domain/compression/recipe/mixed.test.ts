/** Mixed precision in a recipe: never more bytes than the budget, never a worse sum than one width for all, and exact. */
import { describe, expect, test } from 'vitest';
import { calibrationOf, outputError } from '../../../../src/domain/compression/calibration.ts';
import { finish, type Calibration } from '../../../../src/domain/compression/contract.ts';
import { turned } from '../../../../src/domain/compression/numeric/turned.ts';
import { needsMeasuring, uniformPass } from '../../../../src/domain/compression/recipe/applyMixed.ts';
import {
  compress,
  decodeModel,
  matricesOf,
  modelBytes,
  type CompressedModel,
  type MeasuredPasses,
} from '../../../../src/domain/compression/recipe/compress.ts';
import { nameRecipe } from '../../../../src/domain/compression/recipe/nameRecipe.ts';
import type { Recipe } from '../../../../src/domain/compression/recipe/recipe.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';
import { resolve } from '../../../../src/domain/config/resolve.ts';
import { validate } from '../../../../src/domain/config/validate.ts';
import { gaussian } from '../../../../src/domain/core/random.ts';
import { initialWeights } from '../../../../src/domain/models/initialize.ts';
import { productsOf } from '../../../../src/domain/models/products.ts';

const { config } = validate({ model: { architecture: 'transformer', layers: 2, heads: 2, width: 32, context: 8 } });
const { definition, settings } = resolve(config).model;
const specs = definition.tensors(settings, 11);
const products = productsOf(definition, settings, 11);
const weights = initialWeights(specs, 5);
const model = { specs, products, weights };
const layers = products.filter(({ inputsFirst }) => inputsFirst).map(({ name }) => name);

const calibrations: Readonly<Record<string, Calibration>> = Object.fromEntries(
  products.map(({ name, inputsFirst }, at) => {
    const columns = specs.find((spec) => spec.name === name)?.shape[inputsFirst ? 0 : 1] ?? 0;
    const inputs = Float32Array.from(
      { length: 200 * columns },
      (_, i) => gaussian(1, at, i) * (1 + (i % columns) ** 2),
    );
    return [name, calibrationOf(inputs, columns)];
  }),
);

const recipeOf = (pass: object): Recipe => {
  const { recipe, problems } = validateRecipe({ passes: [pass], rest: 'f32' });
  expect(problems).toEqual([]);
  return recipe;
};
const made = (pass: object, measured?: MeasuredPasses): CompressedModel =>
  finish(compress(recipeOf(pass), model, calibrations, measured));

const widths = (of: CompressedModel): Readonly<Record<string, number>> =>
  Object.fromEntries(
    of.flatMap(({ spec, encoding }) => (encoding.kind === 'integer' ? [[spec.name, encoding.bits]] : [])),
  );

/** E‖Wx − Ŵx‖² / E‖Wx‖², all matrices together. */
function lostShare(of: CompressedModel): number {
  const decoded = decodeModel(of);
  return matricesOf(model, calibrations).reduce((sum, { name, original }) => {
    const calibration = calibrations[name];
    const values = decoded[name];
    if (!calibration || !values) throw new Error(`no ${name}`);
    const changed = turned({ rows: original.columns, columns: original.rows, values }).values;
    const whole = outputError(original, new Float32Array(original.values.length), calibration);
    return sum + outputError(original, changed, calibration) / whole;
  }, 0);
}

describe.each(['rtn', 'gptq'])('estimated, by %s', (quantizer) => {
  test.each([2, 3, 4, 6, 8])(
    'at %d bits on average: no larger, and no worse in sum, than that width everywhere',
    (bits) => {
      const uniform = made({ method: quantizer, bits, group: 32 });
      const mixed = made({ method: 'mixed', quantizer, averageBits: bits });
      expect(modelBytes(mixed)).toBeLessThanOrEqual(modelBytes(uniform));
      expect(lostShare(mixed)).toBeLessThanOrEqual(lostShare(uniform) * (1 + 1e-6));
      expect(Object.keys(widths(mixed)).toSorted()).toEqual(layers.toSorted());
    },
  );

  test('each matrix is what its width alone makes of it', () => {
    const mixed = made({ method: 'mixed', quantizer, averageBits: 3.5 });
    const [after, bits] = [decodeModel(mixed), widths(mixed)];
    expect(new Set(Object.values(bits)).size).toBeGreaterThan(1);
    for (const name of layers) {
      expect(after[name]).toEqual(decodeModel(made({ method: quantizer, bits: bits[name], group: 32 }))[name]);
    }
  });
});

test('measured: the bits go where the loss rises, whatever the estimate says', () => {
  const [minded] = layers;
  const measured = matricesOf(model, calibrations).map(({ name, original }) => ({
    name,
    weights: original.values.length,
    rises: new Map([8, 6, 5, 4, 3, 2].map((bits) => [bits, (name === minded ? 1 : 1e-6) * 4 ** -bits])),
  }));
  const bits = widths(made({ method: 'mixed', averageBits: 3, by: 'measured' }, new Map([[0, measured]])));
  expect(bits[minded ?? '']).toBe(Math.max(...Object.values(bits)));
  expect(bits[minded ?? '']).toBeGreaterThan(3);
  expect(() => made({ method: 'mixed', by: 'measured' })).toThrow('nothing was measured');
});

test('for some matrices only, the budget is theirs', () => {
  const only = 'h.0.attn.c_attn h.1.mlp.c_fc';
  const bits = widths(made({ method: 'mixed', averageBits: 4, only }));
  expect(Object.keys(bits)).toHaveLength(2);
});

test('its settings become those of the quantiser, and its name says the average', () => {
  const [pass] = recipeOf({
    method: 'mixed',
    quantizer: 'rtn',
    by: 'measured',
    group: 64,
    only: 'h.0.mlp.c_fc',
  }).passes;
  expect(pass && uniformPass(pass)).toMatchObject({ method: 'rtn', group: 64, only: 'h.0.mlp.c_fc' });
  expect(pass && needsMeasuring(pass)).toBe(true);
  expect(nameRecipe(recipeOf({ method: 'mixed', averageBits: 3.5 })).en.replaceAll('\u00a0', ' ')).toContain(
    'mixed 3.5 bits on average',
  );
});
