/** The walks of recurrent layers through time, and back, against loops in double precision. */
import { describe, expect, test } from 'vitest';
import { gruCases } from '../../../shaders/gru/cases.ts';
import { gruGradientReference, gruReference } from '../../../shaders/gru/reference.ts';
import { lstmCases } from '../../../shaders/lstm/cases.ts';
import { lstmGradientReference, lstmReference } from '../../../shaders/lstm/reference.ts';
import { rnnCases } from '../../../shaders/rnn/cases.ts';
import { rnnGradientReference, rnnReference } from '../../../shaders/rnn/reference.ts';
import { normal, relativeError } from '../numbers.ts';
import { machines, out } from './harness.ts';

const all = await machines();

function expectSame(actual: readonly (Float32Array | undefined)[], expected: readonly Float64Array[]): void {
  expected.forEach((values, i) => expect(relativeError(actual[i], values), `output ${i}`).toBeLessThan(3e-6));
}

describe.each(all)('$name', ({ run, kernels }) => {
  test.each(rnnCases)('plain layer, batch $batch, $time steps, width $width', (shape) => {
    const { batch, time, width } = shape;
    const length = batch * time * width;
    const [sums, biasHidden, upstream] = [normal(length, 21), normal(width, 22), normal(length, 23)];
    const weightHidden = normal(width * width, 24, 1 / Math.sqrt(width));
    const scratchBytes = Number(kernels.productScratch.value);
    const [hiddens = sums] = run({
      kernel: 'rnn',
      args: [out(length, sums), weightHidden, biasHidden, time, width],
      units: batch,
      scratchBytes,
    });
    expectSame([hiddens], [rnnReference(sums, weightHidden, biasHidden, shape).hiddens]);
    const gradient = run({
      kernel: 'rnnGradient',
      args: [hiddens, weightHidden, upstream, out(length), time, width],
      units: batch,
      scratchBytes,
    });
    expectSame(gradient, [rnnGradientReference(sums, weightHidden, biasHidden, upstream, shape)]);
  });

  test.each(lstmCases)('LSTM, batch $batch, $time steps, width $width', (shape) => {
    const { batch, time, width } = shape;
    const length = batch * time * width;
    const [sums, upstream] = [normal(4 * length, 25), normal(length, 26)];
    const weightHidden = normal(4 * width * width, 27, 1 / Math.sqrt(width));
    const scratchBytes = kernels.lstmScratch(batch, width);
    const states = run({
      kernel: 'lstm',
      args: [out(4 * length, sums), weightHidden, out(length), out(length), time, width],
      units: batch,
      scratchBytes,
    });
    const expected = lstmReference(sums, weightHidden, shape);
    expectSame(states, [expected.gates, expected.cells, expected.hiddens]);
    const [gates = sums, cells = sums] = states;
    const gradient = run({
      kernel: 'lstmGradient',
      args: [gates, weightHidden, cells, upstream, out(4 * length), time, width],
      units: batch,
      scratchBytes,
    });
    expectSame(gradient, [lstmGradientReference(sums, weightHidden, upstream, shape)]);
  });

  test.each(gruCases)('GRU, batch $batch, $time steps, width $width', (shape) => {
    const { batch, time, width } = shape;
    const length = batch * time * width;
    const [sums, biasHidden, upstream] = [normal(3 * length, 28), normal(3 * width, 29), normal(length, 30)];
    const weightHidden = normal(3 * width * width, 31, 1 / Math.sqrt(width));
    const scratchBytes = kernels.gruScratch(batch, width);
    const states = run({
      kernel: 'gru',
      args: [out(3 * length, sums), weightHidden, biasHidden, out(length), out(length), time, width],
      units: batch,
      scratchBytes,
    });
    const expected = gruReference(sums, weightHidden, biasHidden, shape);
    expectSame(states, [expected.gates, expected.recalled, expected.hiddens]);
    const [gates = sums, recalled = sums, hiddens = sums] = states;
    const gradients = run({
      kernel: 'gruGradient',
      args: [gates, weightHidden, recalled, hiddens, upstream, out(3 * length), out(3 * length), time, width],
      units: batch,
      scratchBytes,
    });
    const { forSums, forRecurrent } = gruGradientReference(sums, weightHidden, biasHidden, upstream, shape);
    expectSame(gradients, [forSums, forRecurrent]);
  });

  test.each(lstmCases)('states one step earlier, batch $batch, $time steps, width $width', ({ batch, time, width }) => {
    const hiddens = normal(batch * time * width, 32);
    const [earlier] = run({
      kernel: 'earlier',
      args: [hiddens, out(hiddens.length), time, width],
      units: batch * time,
    });
    expect(earlier).toEqual(
      hiddens.map((_, i) => (Math.floor(i / width) % time === 0 ? 0 : (hiddens[i - width] ?? NaN))),
    );
  });
});
