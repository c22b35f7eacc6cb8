/** The walk of a plain recurrent layer through time, and back, on the device against plain loops in double precision. */
import { rnnCases } from '../../shaders/rnn/cases.ts';
import { rnnBackward, rnnForward } from '../../shaders/rnn/kernel.ts';
import { rnnGradientReference, rnnReference } from '../../shaders/rnn/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal } from './numbers.ts';
import { testRecurrent } from './recurrent.ts';

testRecurrent({
  cases: rnnCases,
  // Far beyond, every unit is at its end, and 1 − h² has lost its digits in single precision by any formula.
  scales: [1e-3, 10],
  async walk(shape, scale) {
    const { batch, time, width } = shape;
    const sums = normal(batch * time * width, 71, scale);
    const weightHidden = normal(width * width, 72, 1 / Math.sqrt(width));
    const biasHidden = normal(width, 73);
    const upstream = normal(batch * time * width, 74);
    const dispatches = [dispatch(rnnForward, shape), dispatch(rnnBackward, shape)];
    const forSums = rnnGradientReference(sums, weightHidden, biasHidden, upstream, shape);
    return {
      actual: await run(dispatches, { hiddens: sums, weightHidden, biasHidden, upstream }),
      expected: { ...rnnReference(sums, weightHidden, biasHidden, shape), forSums },
    };
  },
  async hiddensOf(batch, time, width) {
    const hiddens = normal(batch * time * width, 75);
    const weightHidden = normal(width * width, 76, 0.2);
    const biasHidden = normal(width, 77);
    return (await run([dispatch(rnnForward, { batch, time, width })], { hiddens, weightHidden, biasHidden }))[
      'hiddens'
    ];
  },
});
