/**
 * What the inputs of every matrix of a model look like while it reads text: the sums are taken on the backend, batch by
 * batch, so that only their results travel.
 */
import type { Calibration } from '../../domain/compression/contract.ts';
import type { BackendOps } from '../ops/contract.ts';
import * as tf from '../tf.ts';
import { readInputs, type ReadingOptions } from './readInputs.ts';

interface Sums {
  tokens: number;
  readonly gram: Float64Array;
  readonly sizes: Float64Array;
  readonly peak: Float32Array;
}

/** By the name of the matrix; those that no product reads, such as tables of positions, are missing. */
export async function calibrate(options: ReadingOptions): Promise<Readonly<Record<string, Calibration>>> {
  const sums = new Map<string, Sums>();
  await readInputs(options, (name, inputs) => add(sums, name, inputs, options.ops));
  return Object.fromEntries([...sums].map(([name, of]) => [name, result(of)]));
}

async function add(sums: Map<string, Sums>, name: string, inputs: tf.Tensor, ops: BackendOps): Promise<void> {
  const [rows = 0, columns = 0] = inputs.shape;
  const measured = [tf.matMul(inputs, inputs, true), ops.columnSizes(inputs)].map((tensor) => tf.keep(tensor));
  const [gram, sizes] = await Promise.all(measured.map((tensor) => tensor.data()));
  tf.dispose(measured);
  const known = sums.get(name) ?? {
    tokens: 0,
    gram: new Float64Array(columns * columns),
    sizes: new Float64Array(columns),
    peak: new Float32Array(columns),
  };
  sums.set(name, known);
  known.tokens += rows;
  gram?.forEach((value, at) => (known.gram[at] = (known.gram[at] ?? 0) + value));
  for (let at = 0; at < columns; at++) {
    known.sizes[at] = (known.sizes[at] ?? 0) + (sizes?.[at] ?? 0);
    known.peak[at] = Math.max(known.peak[at] ?? 0, sizes?.[columns + at] ?? 0);
  }
}

function result({ tokens, gram, sizes, peak }: Sums): Calibration {
  const columns = peak.length;
  return {
    tokens,
    // Rounding differs on both sides of the diagonal, and decompositions want it symmetric.
    gram: gram.map((value, at) => {
      const mirrored = (at % columns) * columns + Math.floor(at / columns);
      return (value + (gram[mirrored] ?? 0)) / (2 * tokens);
    }),
    meanAbs: Float32Array.from(sizes, (sum) => sum / tokens),
    peak,
  };
}
