/** Outliers that are folded out of norms into matrices: the function stays where that is possible, else nothing happens. */
import { expect, test } from 'vitest';
import { decodeModel } from '../../../../src/domain/compression/recipe/compress.ts';
import { relativeError } from '../../../kernels/numbers.ts';
import { thrownBy } from '../thrownBy.ts';
import { logits, made, modelOf } from './structuredModel.ts';

const passes = [{ method: 'outliers', channels: 2, size: 20 }];
const base = { architecture: 'transformer', heads: 2, layers: 2 };

test.each([{}, { queryKeyNorm: true, norm: 'rms', positions: 'rope' }, { window: 3, tiedHead: false }])(
  'with %o the logits stay, though weights and norms are others',
  (form) => {
    const model = modelOf({ ...base, ...form });
    const after = decodeModel(made(model, passes).model);
    expect(relativeError(logits(model, after), logits(model, model.parts.weights))).toBeLessThan(1e-4);
    const gain = 'transformer.h.0.ln_1.weight';
    expect(after[gain]).not.toEqual(model.parts.weights[gain]);
  },
);

test('in post-norm every norm is read by the stream too, and the pass refuses', () => {
  const model = modelOf({ ...base, normPlace: 'post' });
  expect(thrownBy(() => made(model, passes))).toMatchObject({
    code: 'bad-config',
    problems: [{ path: 'passes.0.method' }],
  });
});
