/** The references of recurrent layers against PyTorch's golden operations and central differences, as in references.node.test.ts. */
import { describe, expect, test } from 'vitest';
import type { RecurrentShape } from '../../shaders/common/recurrent/layer.ts';
import { gruGradientReference, gruReference } from '../../shaders/gru/reference.ts';
import { columnSumsReference, productReference } from '../../shaders/linear/reference.ts';
import { lstmGradientReference, lstmReference } from '../../shaders/lstm/reference.ts';
import { rnnGradientReference, rnnReference } from '../../shaders/rnn/reference.ts';
import { goldensOf, printed, type GoldenTensor } from '../goldens/goldens.ts';
import { dot, gradientError, normal, relativeError } from './numbers.ts';

type Numbers = ArrayLike<number>;

/** From sums that hold the input's part with its bias. */
type Layer = (
  sums: Float64Array,
  weightHidden: Numbers,
  biasHidden: Numbers,
  upstream: Numbers,
  shape: RecurrentShape,
) => Readonly<Record<'hiddens' | 'earlier' | 'forSums' | 'forRecurrent', Float64Array>>;

const withBias = (sums: Float64Array, bias: Numbers): Float64Array =>
  sums.map((sum, i) => sum + (bias[i % bias.length] ?? NaN));

type Op = 'rnn' | 'lstm' | 'gru';

const sumsOf: Readonly<Record<Op, number>> = { rnn: 1, lstm: 4, gru: 3 };

const layers: Readonly<Record<Op, Layer>> = {
  rnn(sums, weightHidden, biasHidden, upstream, shape) {
    const forSums = rnnGradientReference(sums, weightHidden, biasHidden, upstream, shape);
    return { ...rnnReference(sums, weightHidden, biasHidden, shape), forSums, forRecurrent: forSums };
  },
  lstm(sums, weightHidden, biasHidden, upstream, shape) {
    const biased = withBias(sums, biasHidden);
    const forSums = lstmGradientReference(biased, weightHidden, upstream, shape);
    return { ...lstmReference(biased, weightHidden, shape), forSums, forRecurrent: forSums };
  },
  gru: (sums, weightHidden, biasHidden, upstream, shape) => ({
    ...gruReference(sums, weightHidden, biasHidden, shape),
    ...gruGradientReference(sums, weightHidden, biasHidden, upstream, shape),
  }),
};

describe.each(['rnn', 'lstm', 'gru'] as const)('%s', (op) => {
  const layer = layers[op];

  test.each(goldensOf(op))("PyTorch's values: %s", (_, { attributes, inputs, output, outputGradient, gradients }) => {
    // Printed are the shortest decimals of f32 numbers; what saturates feels the difference.
    const exact = (tensor: GoldenTensor | undefined): Float32Array => Float32Array.from(tensor?.data ?? []);
    const values = (name: string): Float32Array => exact(inputs[name]);
    const [rows = NaN, inner = NaN] = inputs['x']?.shape ?? [];
    const [width = NaN, columns = NaN] = inputs['weightHidden']?.shape ?? [];
    const time = Number(attributes['time']);
    const product = productReference(values('x'), values('weightInput'), 'NN', { rows, columns, inner });
    const { hiddens, earlier, forSums, forRecurrent } = layer(
      withBias(product, values('biasInput')),
      values('weightHidden'),
      values('biasHidden'),
      exact(outputGradient),
      { batch: rows / time, time, width },
    );
    expect(relativeError(hiddens, output.data)).toBeLessThan(printed);
    const actual = {
      x: productReference(forSums, values('weightInput'), 'NT', { rows, columns: inner, inner: columns }),
      weightInput: productReference(values('x'), forSums, 'TN', { rows: inner, columns, inner: rows }),
      weightHidden: productReference(earlier, forRecurrent, 'TN', { rows: width, columns, inner: rows }),
      biasInput: columnSumsReference(forSums, columns),
      biasHidden: columnSumsReference(forRecurrent, columns),
    };
    for (const [name, gradient] of Object.entries(actual)) {
      expect(relativeError(gradient, gradients[name]?.data ?? []), name).toBeLessThan(printed);
    }
  });

  test('gradients by central differences', () => {
    const shape: RecurrentShape = { batch: 2, time: 4, width: 3 };
    const rows = shape.batch * shape.time;
    const columns = sumsOf[op] * shape.width;
    const [sums, weightHidden, biasHidden] = [rows * columns, shape.width * columns, columns].map((length, i) =>
      Float64Array.from(normal(length, 10 + i)),
    ) as [Float64Array, Float64Array, Float64Array];
    const upstream = normal(rows * shape.width, 13);
    // The arrays are changed in place, one element after the other.
    const loss = (): number => dot(layer(sums, weightHidden, biasHidden, upstream, shape).hiddens, upstream);
    const { earlier, forSums, forRecurrent } = layer(sums, weightHidden, biasHidden, upstream, shape);
    const forWeight = productReference(earlier, forRecurrent, 'TN', { rows: shape.width, columns, inner: rows });
    expect(gradientError(loss, sums, forSums)).toBeLessThan(1e-8);
    expect(gradientError(loss, weightHidden, forWeight)).toBeLessThan(1e-8);
    expect(gradientError(loss, biasHidden, columnSumsReference(forRecurrent, columns))).toBeLessThan(1e-8);
  });
});
