/** The walk of an LSTM layer through time, and back, on the device against plain loops in double precision. */
import { lstmCases } from '../../shaders/lstm/cases.ts';
import { lstmBackward, lstmForward } from '../../shaders/lstm/kernel.ts';
import { lstmGradientReference, lstmReference } from '../../shaders/lstm/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal } from './numbers.ts';
import { testRecurrent } from './recurrent.ts';

testRecurrent({
  cases: lstmCases,
  scales: [1e-3, 100],
  async walk(shape, scale) {
    const { batch, time, width } = shape;
    const gates = normal(4 * batch * time * width, 51, scale);
    const weightHidden = normal(4 * width * width, 52, 1 / Math.sqrt(width));
    const upstream = normal(batch * time * width, 53);
    const dispatches = [dispatch(lstmForward, shape), dispatch(lstmBackward, shape)];
    const forSums = lstmGradientReference(gates, weightHidden, upstream, shape);
    return {
      actual: await run(dispatches, { gates, weightHidden, upstream }),
      expected: { ...lstmReference(gates, weightHidden, shape), forSums },
    };
  },
  async hiddensOf(batch, time, width) {
    const gates = normal(batch * time * 4 * width, 54);
    const weightHidden = normal(4 * width * width, 55, 0.2);
    return (await run([dispatch(lstmForward, { batch, time, width })], { gates, weightHidden }))['hiddens'];
  },
});
