/** Every model operation and its gradient against PyTorch in double precision. */
import { expect, test } from 'vitest';
import type { Activation } from '../../src/domain/models/ops.ts';
import { plainCrossEntropy, type BackendOps } from '../../src/engine/ops/contract.ts';
import { valueAndGradients } from '../../src/engine/ops/tape.ts';
import * as tf from '../../src/engine/tf.ts';
import {
  attentionOptions,
  opGoldens,
  relativeError,
  rowTerms,
  type GoldenTensor,
  type OpGolden,
} from '../goldens/goldens.ts';
import { backends, engineOn } from './engines.ts';

type Inputs = readonly tf.Tensor[];

const at = (inputs: Inputs, index: number): tf.Tensor => {
  const tensor = inputs[index];
  if (!tensor) throw new Error(`golden: no input ${index}`);
  return tensor;
};

/** Calls the operation that a golden names, with its inputs in order. */
function call({ op, attributes, inputs: values }: OpGolden, inputs: Inputs, ops: BackendOps): tf.Tensor {
  const attribute = (name: string): number => Number(attributes[name] ?? Number.NaN);
  switch (op) {
    case 'embedding':
      return ops.embedding(at(inputs, 0), at(inputs, 1));
    case 'addPositions':
      return ops.addPositions(at(inputs, 0), at(inputs, 1), attribute('time'));
    case 'addSinusoids':
      return ops.addSinusoids(at(inputs, 0), attribute('time'));
    case 'headNorm':
      return ops.headNorm(at(inputs, 0), at(inputs, 1), at(inputs, 2), {
        heads: attribute('heads'),
        keyValueHeads: attribute('keyValueHeads'),
        epsilon: attribute('epsilon'),
      });
    case 'linear':
      return ops.linear(at(inputs, 0), at(inputs, 1), inputs[2] ?? null);
    case 'project':
      return ops.project(at(inputs, 0), at(inputs, 1));
    case 'layerNorm':
      return ops.layerNorm(at(inputs, 0), at(inputs, 1), at(inputs, 2), attribute('epsilon'));
    case 'rmsNorm':
      return ops.rmsNorm(at(inputs, 0), at(inputs, 1), attribute('epsilon'));
    case 'attention':
      return ops.attention(at(inputs, 0), {
        heads: attribute('heads'),
        time: attribute('time'),
        ...attentionOptions(attributes),
      });
    case 'gelu':
      return ops.gelu(at(inputs, 0));
    case 'relu':
      return ops.relu(at(inputs, 0), attribute('power') === 2 ? 2 : 1);
    case 'swiglu':
      return ops.swiglu(at(inputs, 0));
    case 'feedForward':
      return ops.feedForward(
        at(inputs, 0),
        {
          inner: { weight: at(inputs, 1), bias: at(inputs, 2) },
          outer: { weight: at(inputs, 3), bias: at(inputs, 4) },
        },
        attributes['activation'] as Activation,
        inputs[5],
      );
    case 'tanh':
      return ops.tanh(at(inputs, 0));
    case 'minGru':
      return ops.minGru(at(inputs, 0), attribute('time'));
    case 'window':
      return ops.window(at(inputs, 0), attribute('length'), attribute('time'));
    case 'add':
      return ops.add(at(inputs, 0), at(inputs, 1));
    case 'rnn':
    case 'lstm':
    case 'gru':
      return ops[op](
        at(inputs, 0),
        {
          weightInput: at(inputs, 1),
          weightHidden: at(inputs, 2),
          biasInput: at(inputs, 3),
          biasHidden: at(inputs, 4),
        },
        attribute('time'),
      );
    case 'crossEntropy': {
      const weights = values['weights']?.data;
      const counted = (values['targets']?.data ?? [])
        .map((target, row) => (target < 0 ? 0 : (weights?.[row] ?? 1)))
        .reduce((sum, weight) => sum + weight, 0);
      return ops.crossEntropy(at(inputs, 0), at(inputs, 1), () => counted, {
        ...plainCrossEntropy,
        ...rowTerms(attributes),
        weights: inputs[2] ?? null,
      });
    }
    default:
      throw new Error(`golden: unknown operation ${op}`);
  }
}

/** What has no gradient. */
const isConstant = (name: string): boolean => isInteger(name) || name === 'weights';

const isInteger = (name: string): boolean => name === 'ids' || name === 'targets';

const load = (name: string, { shape, data }: GoldenTensor): tf.Tensor =>
  tf.tensor([...data], [...shape], isInteger(name) ? 'int32' : 'float32');

for (const backend of backends) {
  test(`${backend}: a loss of which twice is wanted has twice the gradient`, async () => {
    const { ops } = await engineOn(backend);
    const logits = tf.tensor2d([0.5, -1, 2, 0, 1, 3], [2, 3]);
    const targets = tf.tensor1d([2, 0], 'int32');
    const gradientFor = async (factor: number): Promise<number[]> => {
      const upstream = tf.scalar(factor);
      const { value, gradients } = valueAndGradients(() => ops.crossEntropy(logits, targets, () => 2), [logits], {
        upstream,
        join: ops.join,
      });
      const values = [...((await gradients[0]?.data()) ?? [])];
      tf.dispose([value, upstream, ...gradients]);
      return values;
    };
    const once = await gradientFor(1);
    expect(
      relativeError(
        await gradientFor(2),
        once.map((value) => 2 * value),
      ),
    ).toBeLessThan(1e-6);
    tf.dispose([logits, targets]);
  });

  test.each(opGoldens)(`${backend}: $op, $name`, async (golden) => {
    const { ops } = await engineOn(backend);
    const names = Object.keys(golden.inputs);
    const inputs = Object.entries(golden.inputs).map(([name, tensor]) => load(name, tensor));
    const differentiable = inputs.filter((_, i) => !isConstant(names[i] ?? ''));
    const before = tf.memory().numTensors;

    const output = tf.tidy(() => call(golden, inputs, ops));
    expect(relativeError(await output.data(), golden.output.data)).toBeLessThan(golden.tolerance);

    const outputGradient = tf.tensor([...golden.outputGradient.data], [...golden.outputGradient.shape]);
    const { value, gradients } = valueAndGradients(() => call(golden, inputs, ops), differentiable, {
      upstream: outputGradient,
      join: ops.join,
    });
    const floatNames = names.filter((name) => !isConstant(name));
    for (const [i, gradient] of gradients.entries()) {
      const name = floatNames[i] ?? '';
      const expected = golden.gradients[name];
      expect(relativeError(await gradient.data(), expected?.data ?? []), `gradient of ${name}`).toBeLessThan(
        golden.tolerance,
      );
    }
    tf.dispose([output, value, outputGradient, ...gradients]);
    expect(tf.memory().numTensors, 'tensors left over').toBe(before);
    tf.dispose(inputs);
  });
}
