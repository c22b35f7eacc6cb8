/** TensorFlow.js' own matrix product, timed by its own profiler, which asks the device. */
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { factorsOf, msPerRepeat } from './productTiming.mjs';
import { adapterName, answer } from './serve.mjs';

/** Its profiler takes a pass and a query set for each. */
const mostRepeats = 64;

answer({
  async open() {
    await tf.setBackend('webgpu');
    return { note: `tfjs ${tf.version_core}, by its profiler`, adapter: await adapterName() };
  },
  async time({ question: { kernel, shape, turnMs } }) {
    const { left, right, turnLeft, turnRight } = factorsOf(kernel, shape);
    const [a, b] = [left, right].map((lengths) => tf.randomUniform(lengths, -0.5, 0.5));
    const msOf = async (repeats) => {
      const { kernelMs } = await tf.time(() => {
        for (let i = 0; i < repeats; i++) tf.dispose(tf.matMul(a, b, turnLeft, turnRight));
      });
      return kernelMs;
    };
    const ms = await msPerRepeat(msOf, turnMs, mostRepeats);
    tf.dispose([a, b]);
    return { ms };
  },
});
