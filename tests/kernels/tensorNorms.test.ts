/**
 * Norms of every tensor of a model, through both kernels: an update of what takes weight decay, one of what does not, and the
 * join; laid out as in training, with rubbish between the tensors' sums.
 */
import { describe, expect, test } from 'vitest';
import { clipIndex, clipLength } from '../../shaders/grad-norm/kernel.ts';
import { optimizerUpdate, squaresLength, stateBinding } from '../../shaders/optimizer-update/kernel.ts';
import { tensorNormsCases, type NormsCase } from '../../shaders/tensor-norms/cases.ts';
import { normsPerTensor, tensorNorms } from '../../shaders/tensor-norms/kernel.ts';
import { tensorNormsReference } from '../../shaders/tensor-norms/reference.ts';
import { defaultsOf } from '../../src/domain/core/params.ts';
import type { TensorSpec } from '../../src/domain/models/contract.ts';
import type { OptimizerDefinition } from '../../src/domain/optimizers/contract.ts';
import { optimizers } from '../../src/domain/optimizers/index.ts';
import { arenaOf, type ArenaPart } from '../../src/engine/gpu/arena.ts';
import { squaresLayout } from '../../src/engine/gpu/squaresLayout.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const definitions: readonly OptimizerDefinition[] = Object.values(optimizers);

/** Without weight decay first, so that the order of the model is not that of the memory. */
const specsOf = ({ decaying, plain }: NormsCase): TensorSpec[] =>
  [...plain.map((length) => [length, false] as const), ...decaying.map((length) => [length, true] as const)].map(
    ([length, decay], i) => ({ name: `t${i}`, shape: [length], init: { kind: 'normal', std: 1 }, decay }),
  );

/** Norms of every tensor by the device and by the reference, three each. */
async function normsOf(definition: OptimizerDefinition, lengths: NormsCase) {
  const specs = specsOf(lengths);
  const arena = arenaOf(specs);
  const layout = squaresLayout(arena, specs);
  const valuesAt = (stream: number): Float32Array =>
    arena.join(
      Object.fromEntries(
        Object.entries(arena.parts).map(([name, { length }], i) => [name, normal(length, 100 * stream + i)]),
      ),
    );
  const [gradient, parameter] = [valuesAt(1), valuesAt(2)];
  const squares = new Float32Array(layout.length).fill(1e9);
  const after = parameter.slice();
  const clip = new Float32Array(clipLength);
  clip[clipIndex.factor] = 0.5;

  async function update({ start, length }: ArenaPart, at: number, decays: boolean): Promise<void> {
    if (length === 0) return;
    const hyper = definition.hyper(defaultsOf(definition.params), 0.01, 1, decays);
    const buffers = await run([dispatch(optimizerUpdate(definition), { length })], {
      gradient: gradient.slice(start, start + length),
      hyper: Float32Array.from(definition.scalars, (name) => hyper[name] ?? NaN),
      clip,
      parameter: parameter.slice(start, start + length),
      ...Object.fromEntries(definition.state.map((name) => [stateBinding(name), new Float32Array(length)])),
    });
    expect(buffers['squares']?.length).toBe(squaresLength(length));
    squares.set(buffers['squares'] ?? [], at);
    after.set(buffers['parameter'] ?? [], start);
  }
  await update(arena.decaying, layout.decayingStart, true);
  await update(arena.plain, layout.plainStart, false);

  const shape = { tensors: specs.length, squares: layout.length };
  const { norms } = await run([dispatch(tensorNorms, shape)], {
    squares,
    rows: layout.rows as Float32Array<ArrayBuffer>,
  });
  const [g, before, then] = [gradient, parameter, after].map(arena.split);
  const expected = specs.map(({ name }) =>
    tensorNormsReference({ gradient: g?.[name] ?? [], before: before?.[name] ?? [], after: then?.[name] ?? [] }),
  );
  return { norms, expected };
}

describe.each(definitions.map((definition) => [definition.id, definition] as const))('%s', (_, definition) => {
  test.each(
    tensorNormsCases.map(
      (lengths) => [[...lengths.decaying, '|', ...lengths.plain].join(' ').slice(0, 40), lengths] as const,
    ),
  )('tensors of %s elements', async (_name, lengths) => {
    const { norms, expected } = await normsOf(definition, lengths);
    expect(norms?.length).toBe(normsPerTensor * expected.length);
    for (const [i, reference] of expected.entries()) {
      for (const [k, norm] of reference.entries()) {
        expect(relativeError([norms?.[normsPerTensor * i + k] ?? NaN], [norm]), `tensor ${i}, norm ${k}`).toBeLessThan(
          1e-5,
        );
      }
    }
  });
});

test('a tensor without elements has norms of 0, and tensors may share rows', async () => {
  const rows = Float32Array.of(2, 2, 0, 1, 1, 4, 0, 4);
  const squares = Float32Array.from({ length: 12 }, (_, i) => i * i);
  const { norms } = await run([dispatch(tensorNorms, { tensors: 4, squares: squares.length })], { squares, rows });
  const sums = [0, 0, 0, 0, 1, 4, 9 + 36 + 81, 16 + 49 + 100, 25 + 64 + 121, 126, 166, 214];
  expect(relativeError(norms, sums.map(Math.sqrt))).toBeLessThan(1e-6);
});
