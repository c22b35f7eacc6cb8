/** @jax-js/jax with everything of a step in one `jit`, Adam included. The same model as stockTfjs.mjs. Embedding by one-hot product. */
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { fixedBatch, gaussian, random, serve } from './serve.mjs';

const [beta1, beta2, epsilon, learningRate] = [0.9, 0.999, 1e-8, 1e-3];

serve(async ({ shape, backend }) => {
  await init(backend);
  defaultDevice(backend);
  const { layers, width, heads, time, vocabulary, batch } = shape;
  const size = width / heads;
  const rows = batch * time;
  const next = random(1);
  let parameters = 0;
  const array = (dimensions, value) => {
    const length = dimensions.reduce((product, n) => product * n, 1);
    parameters += length;
    return np.array(Float32Array.from({ length }, value)).reshape(dimensions);
  };
  const matrix = (from, to) => array([from, to], () => 0.02 * gaussian(next));
  const gain = () => array([width], () => 1);
  let weights = {
    tokens: matrix(vocabulary, width),
    positions: matrix(time, width),
    blocks: Array.from({ length: layers }, () => ({
      qkv: matrix(width, 3 * width),
      out: matrix(width, width),
      up: matrix(width, 4 * width),
      down: matrix(4 * width, width),
      first: gain(),
      second: gain(),
    })),
    last: gain(),
    head: matrix(width, vocabulary),
  };
  const zeros = () => tree.map((a) => np.zeros(a.shape), weights);
  let firstMoments = zeros();
  let secondMoments = zeros();

  // Every array is used up by the call that it is given to; `.ref` keeps one more use of it.
  const norm = (x, by) => nn.standardize(x, -1, { epsilon: 1e-5 }).mul(by);
  const attention = (x, { qkv, out }) => {
    const packed = np.matmul(x, qkv).reshape([batch, time, 3, heads, size]).transpose([2, 0, 3, 1, 4]);
    const [q, k, v] = np.split(packed, 3, 0).map((part) => part.reshape([batch, heads, time, size]));
    const scores = np.matmul(q, k.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(size));
    const seen = np.where(np.tri(time, time, 0, { dtype: np.bool }), scores, -1e9);
    const joined = np.matmul(nn.softmax(seen, -1), v).transpose([0, 2, 1, 3]);
    return np.matmul(joined.reshape([rows, width]), out);
  };
  const flat = (x) => x.reshape([rows, width]);
  const inSequences = (x) => x.reshape([batch, time, width]);
  const lossOf = (w, inputs, targets) => {
    let x = inSequences(np.matmul(nn.oneHot(inputs, vocabulary), w.tokens)).add(w.positions);
    for (const block of w.blocks) {
      const attended = attention(flat(norm(x.ref, block.first)), block);
      x = x.add(inSequences(attended));
      const hidden = nn.relu(np.matmul(flat(norm(x.ref, block.second)), block.up));
      x = x.add(inSequences(np.matmul(hidden, block.down)));
    }
    const chances = nn.logSoftmax(np.matmul(flat(norm(x, w.last)), w.head), -1);
    return chances
      .mul(nn.oneHot(targets, vocabulary))
      .sum()
      .mul(-1 / rows);
  };
  /** `rate` and `offset` change with the step, so they are arrays: nothing is compiled again. */
  const adam = (w, gradients, m, v, rate, offset) => {
    const [values, structure] = tree.flatten(w);
    const [g, m0, v0] = [gradients, m, v].map((each) => tree.leaves(each));
    const updated = values.map((value, i) => {
      const m1 = m0[i].mul(beta1).add(g[i].ref.mul(1 - beta1));
      const v1 = v0[i].mul(beta2).add(np.square(g[i]).mul(1 - beta2));
      return [value.sub(m1.ref.mul(rate.ref).div(np.sqrt(v1.ref).add(offset.ref))), m1, v1];
    });
    rate.dispose();
    offset.dispose();
    return [0, 1, 2].map((part) =>
      tree.unflatten(
        structure,
        updated.map((each) => each[part]),
      ),
    );
  };
  const differentiate = valueAndGrad(lossOf);
  const train = jit((w, m, v, inputs, targets, rate, offset) => {
    const [loss, gradients] = differentiate(tree.ref(w), inputs, targets);
    return [loss, ...adam(w, gradients, m, v, rate, offset)];
  });

  const data = fixedBatch(shape);
  let steps = 0;
  return {
    note: `jax-js, ${parameters} parameters`,
    async step() {
      steps += 1;
      const correction = Math.sqrt(1 - beta2 ** steps);
      const rate = np.array(new Float32Array([(learningRate * correction) / (1 - beta1 ** steps)]));
      const offset = np.array(new Float32Array([epsilon * correction]));
      const [inputs, targets] = [np.array(data.inputs), np.array(data.targets)];
      let loss;
      [loss, weights, firstMoments, secondMoments] = train(
        weights,
        firstMoments,
        secondMoments,
        inputs,
        targets,
        rate,
        offset,
      );
      await blockUntilReady(weights);
      return (await loss.data())[0];
    },
  };
});
