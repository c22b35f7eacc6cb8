/** TensorFlow.js as one would write a GPT with it: stock operations, its own Adam. ReLU, no biases, head not tied. */
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { fixedBatch, gaussian, likeliest, random, serve } from './serve.mjs';

serve(async ({ shape, backend }) => {
  // Its threads do not start from a bundle; where they do, it uses one all the same.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': simdUrl,
  });
  await tf.setBackend(backend);
  const { layers, width, heads, time, vocabulary } = shape;
  const size = width / heads;
  const next = random(1);
  let parameters = 0;
  const variable = (dimensions, value) => {
    const length = dimensions.reduce((product, n) => product * n, 1);
    parameters += length;
    return tf.variable(tf.tensor(Float32Array.from({ length }, value), dimensions));
  };
  const matrix = (from, to) => variable([from, to], () => 0.02 * gaussian(next));
  const gain = () => variable([width], () => 1);
  const tokens = matrix(vocabulary, width);
  const positions = matrix(time, width);
  const blocks = Array.from({ length: layers }, () => ({
    qkv: matrix(width, 3 * width),
    out: matrix(width, width),
    up: matrix(width, 4 * width),
    down: matrix(4 * width, width),
    first: gain(),
    second: gain(),
  }));
  const last = gain();
  const head = matrix(width, vocabulary);
  const variables = [tokens, positions, ...blocks.flatMap((block) => Object.values(block)), last, head];
  const hidden = Float32Array.from({ length: time * time }, (_, i) => (i % time > Math.floor(i / time) ? -1e9 : 0));
  const mask = tf.tensor(hidden, [time, time]);

  const norm = (x, by) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), by);
  };
  const attention = (x, { qkv, out }) => {
    const packed = tf.reshape(tf.matMul(x, qkv), [-1, time, 3, heads, size]);
    const [q, k, v] = tf.unstack(tf.transpose(packed, [2, 0, 3, 1, 4]));
    const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size)), mask);
    const joined = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]);
    return tf.matMul(tf.reshape(joined, [-1, width]), out);
  };
  const logitsOf = (inputs) => {
    let x = tf.matMul(tf.cast(tf.oneHot(inputs, vocabulary), 'float32'), tokens);
    x = tf.reshape(tf.add(tf.reshape(x, [-1, time, width]), positions), [-1, width]);
    for (const block of blocks) {
      x = tf.add(x, attention(norm(x, block.first), block));
      x = tf.add(x, tf.matMul(tf.relu(tf.matMul(norm(x, block.second), block.up)), block.down));
    }
    return tf.matMul(norm(x, last), head);
  };
  const lossOf = (inputs, targets) => {
    const chances = tf.logSoftmax(logitsOf(inputs));
    return tf.neg(tf.mean(tf.sum(tf.mul(chances, tf.oneHot(targets, vocabulary)), -1)));
  };

  const optimizer = tf.train.adam(1e-3);
  const data = fixedBatch(shape);
  return {
    note: `tfjs ${tf.version_core}, ${parameters} parameters`,
    async step() {
      const inputs = tf.tensor1d(data.inputs, 'int32');
      const targets = tf.tensor1d(data.targets, 'int32');
      const loss = tf.tidy(() => optimizer.minimize(() => lossOf(inputs, targets), true, variables));
      const [value] = await loss.data();
      tf.dispose([inputs, targets, loss]);
      return value;
    },
    generation: 'a forward pass over the whole window for every token',
    async generate(count) {
      const read = new Int32Array(time);
      for (let i = 0; i < count; i++) {
        const logits = tf.tidy(() => tf.slice(logitsOf(tf.tensor1d(read, 'int32')), [i, 0], [1, vocabulary]));
        read[i + 1] = likeliest(await logits.data());
        logits.dispose();
      }
    },
  };
});
