/** Half precision without a device that has it: which texts use it, who is offered it, and how far off it may be. */
import { describe, expect, test } from 'vitest';
import { linearBackward } from '../../shaders/linear/backward.ts';
import { productKernel, type GradientFactor, type Layout } from '../../shaders/linear/kernel.ts';
import {
  cut,
  halfOf,
  halfVariants,
  isHalf,
  productVariant,
  productVariants,
  type ProductVariant,
} from '../../shaders/linear/variants.ts';
import { backwardSubject, productSubject } from '../../src/engine/gpu/tuning/linearSubjects.ts';
import { linearShortlist, productShortlist, type DeviceKind } from '../../src/engine/gpu/tuning/shortlist.ts';

const variantOf = (id: string): ProductVariant => {
  const variant = productVariant(id);
  if (!variant) throw new Error(`There is no variant ${id}.`);
  return variant;
};
const full = variantOf('shared-32x32x16-4x4');
const half = variantOf('shared-32x32x16-4x4-f16');
const layouts: readonly Layout[] = ['NN', 'NT', 'TN'];
const shape = { rows: 48, columns: 64, inner: 100 };
const linear = { rows: 100, inputs: 64, outputs: 48 };

describe('variants', () => {
  test('are those with shared memory under names of their own, found by them, also cut up', () => {
    expect(halfVariants.map(({ id }) => id)).toEqual(
      productVariants.filter(({ tiling }) => tiling.kind === 'shared').map(({ id }) => `${id}-f16`),
    );
    for (const variant of halfVariants) expect(productVariant(variant.id)).toEqual(variant);
    expect(cut(half, 4).id).toBe('shared-32x32x16-4x4-f16-shares4');
    expect(productVariant('shared-32x32x16-4x4-f16-shares4')).toEqual(cut(half, 4));
  });

  test('belong to the one in full precision, with its shares', () => {
    expect(halfOf(full)).toEqual(half);
    expect(halfOf(cut(full, 4))).toEqual(cut(half, 4));
    expect(
      productVariants.filter((variant) => halfOf(variant) === null).map(({ tiling }) => tiling.kind),
    ).not.toContain('shared');
  });
});

describe('texts', () => {
  test('ask for the extension before anything else, and only those', () => {
    for (const variant of [...productVariants, ...halfVariants]) {
      const texts = [
        linearBackward(variant).code(linear),
        ...layouts.map((layout) => productKernel(layout, { variant, gradient: 'left' }).code(shape)),
      ];
      for (const text of texts) {
        expect(text.trimStart().startsWith('enable f16;'), variant.id).toBe(isHalf(variant));
        expect(text.includes('f16'), variant.id).toBe(isHalf(variant));
      }
    }
  });

  test('bind numbers of 32 bits, and add up in such', () => {
    const text = productKernel('NN', { variant: half }).code(shape);
    expect(text).not.toMatch(/var<storage[^;]*f16/);
    expect(text).toContain('var sums: array<mat4x4f, GROUPS>');
  });

  test.each([
    ['NN', null, 1],
    ['NN', 'left', 16 * 64],
    ['NT', 'left', 16 * 64],
    ['TN', 'left', 16 * 128],
    ['TN', 'right', 16 * 128],
  ] as const)('raise a gradient by the number of tokens: %s, %s', (layout, gradient: GradientFactor, factor) => {
    const text = productKernel(layout, { variant: half, gradient }).code(shape);
    expect(text).toContain(`const RAISED = ${factor}u;`);
    const raises = [...text.matchAll(/fn (left|right)\([^{]*\{\s*return (raised)?/g)].flatMap(([, side, raised]) =>
      raised ? [side] : [],
    );
    expect(raises).toEqual(gradient === null ? [] : [gradient]);
  });

  test('in full precision do not depend on which factor is a gradient', () => {
    const texts = ([null, 'left', 'right'] as const).map((gradient) =>
      productKernel('NN', { variant: full, gradient }).code(shape),
    );
    expect(new Set(texts).size).toBe(1);
  });
});

const sizes = [
  { rows: 20, columns: 36, inner: 12 },
  { rows: 768, columns: 512, inner: 128 },
  { rows: 128, columns: 128, inner: 8192 },
  { rows: 4096, columns: 3072, inner: 768 },
];

describe('the shortlist', () => {
  const hardware: DeviceKind = { name: 'a device', software: false, subgroups: true, lanes: null, half: false };
  const software: DeviceKind = { ...hardware, name: 'llvmpipe', software: true };
  const lists = (device: DeviceKind): readonly (readonly string[])[] =>
    sizes.flatMap((size) => [
      productShortlist(size, device).map(({ id }) => id),
      linearShortlist({ rows: size.rows, inputs: size.inner, outputs: size.columns }, device).map(({ id }) => id),
    ]);

  test.each([hardware, software])('has no half precision that nobody asked for: $name', (device) => {
    expect(
      lists(device)
        .flat()
        .filter((id) => id.includes('f16')),
    ).toEqual([]);
  });

  test('has it first where it was asked for, beside all that there is otherwise', () => {
    const [before, after] = [lists(hardware), lists({ ...hardware, half: true })];
    after.forEach((list, i) => {
      expect(list[0]).toMatch(/-f16(-shares\d+)?$/);
      expect(list.filter((id) => !id.includes('f16'))).toEqual(before[i]);
    });
  });

  test('on a software adapter has one, in half precision where it was asked for', () => {
    for (const list of lists({ ...software, half: true })) expect(list).toEqual([expect.stringMatching(/-f16$/)]);
  });
});

/** To eleven digits, which is what becomes of a number that neither overflows nor underflows. */
function rounded(x: number): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(x))) - 10);
  return x === 0 ? 0 : Math.round(x / unit) * unit;
}

describe('what a trial allows', () => {
  test.each(sizes.slice(0, 3))('is above what rounding does, and not far above: sum over $inner', (size) => {
    const { inputs, samples, candidates } = productSubject('NN', false, size, [half]);
    const leeway = candidates[0]?.leeway ?? NaN;
    const used = samples.map(({ at, expected, tolerance }) => {
      const [row, column] = [Math.floor(at / size.columns), at % size.columns];
      let sum = 0;
      for (let k = 0; k < size.inner; k++) {
        sum +=
          rounded(inputs['a']?.[row * size.inner + k] ?? NaN) *
          rounded(inputs['b']?.[k * size.columns + column] ?? NaN);
      }
      return Math.abs(sum - expected) / (leeway * tolerance);
    });
    expect(Math.max(...used)).toBeLessThan(1);
    expect(Math.max(...used)).toBeGreaterThan(0.1);
  });

  test('would not be met by a product that has lost one of its terms', () => {
    const [size] = sizes;
    if (!size) return;
    const { samples, candidates } = productSubject('NN', false, size, [half]);
    const [allowed] = samples.map(({ tolerance }) => tolerance * (candidates[0]?.leeway ?? NaN));
    // The mean size of a term is 3/4.
    expect(allowed).toBeLessThan(0.02);
  });

  test('is as before for full precision, beside half precision too', () => {
    const both = [full, half];
    for (const { candidates } of [productSubject('NN', true, shape, both), backwardSubject(linear, both)]) {
      expect(candidates.map(({ leeway }) => leeway === 1)).toEqual([true, false]);
    }
  });
});
