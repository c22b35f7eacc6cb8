/** The walk of a GRU layer through time, and back, on the device against plain loops in double precision. */
import { gruCases } from '../../shaders/gru/cases.ts';
import { gruBackward, gruForward } from '../../shaders/gru/kernel.ts';
import { gruGradientReference, gruReference } from '../../shaders/gru/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal } from './numbers.ts';
import { testRecurrent } from './recurrent.ts';

testRecurrent({
  cases: gruCases,
  scales: [1e-3, 100],
  async walk(shape, scale) {
    const { batch, time, width } = shape;
    const gates = normal(3 * batch * time * width, 61, scale);
    const weightHidden = normal(3 * width * width, 62, 1 / Math.sqrt(width));
    const biasHidden = normal(3 * width, 63);
    const upstream = normal(batch * time * width, 64);
    const dispatches = [dispatch(gruForward, shape), dispatch(gruBackward, shape)];
    return {
      actual: await run(dispatches, { gates, weightHidden, biasHidden, upstream }),
      expected: {
        ...gruReference(gates, weightHidden, biasHidden, shape),
        ...gruGradientReference(gates, weightHidden, biasHidden, upstream, shape),
      },
    };
  },
  async hiddensOf(batch, time, width) {
    const gates = normal(batch * time * 3 * width, 65);
    const weightHidden = normal(3 * width * width, 66, 0.2);
    const biasHidden = normal(3 * width, 67);
    return (await run([dispatch(gruForward, { batch, time, width })], { gates, weightHidden, biasHidden }))['hiddens'];
  },
});
