/** Batches through a model, with a look at what goes into each of its matrices. */
import type { TokenBatch } from '../../domain/data/contract.ts';
import type { Weights } from '../../domain/models/contract.ts';
import type { BackendOps } from '../ops/contract.ts';
import * as tf from '../tf.ts';
import { observingOps } from './observe.ts';

export interface ReadingOptions {
  readonly batches: Iterable<TokenBatch>;
  readonly weights: Weights<tf.Tensor>;
  readonly ops: BackendOps;
  /** The model's forward pass with these operations. */
  readonly forward: (batch: TokenBatch, ops: BackendOps) => tf.Tensor;
  /** In whose memory the work is done. */
  readonly within: <T>(work: () => T) => T;
  /** Called between batches; true stops early with what has been read. */
  readonly pause: () => Promise<boolean>;
}

/** @param inputs [M, columns], alive until the call returns; what it starts is waited for. */
export type InputReader = (name: string, inputs: tf.Tensor) => Promise<void>;

/** Matrices are told by their names, in the order of their use. */
export async function readInputs(
  { batches, weights, ops, forward, within, pause }: ReadingOptions,
  read: InputReader,
): Promise<void> {
  const names = new Map(Object.entries(weights).map(([name, tensor]) => [tensor.id, name]));
  for (const batch of batches) {
    const readings = within(() => {
      const pending: Promise<void>[] = [];
      tf.tidy(() => {
        forward(
          batch,
          observingOps(ops, (weight, inputs) => {
            const name = names.get(weight.id);
            if (name !== undefined) pending.push(read(name, inputs));
          }),
        );
      });
      return pending;
    });
    await Promise.all(readings);
    if (await pause()) break;
  }
}

export interface InputRows {
  readonly rows: number;
  readonly columns: number;
  /** Row-major [rows, columns]; a row is a token. */
  readonly values: Float32Array;
}

/** Keeps the first rows of what it is shown of each matrix that is wanted, once. */
export function rowKeeper(
  most: number,
  wanted: (name: string) => boolean = () => true,
): { readonly kept: ReadonlyMap<string, InputRows>; readonly read: InputReader } {
  const kept = new Map<string, InputRows>();
  return {
    kept,
    async read(name, inputs) {
      if (kept.has(name) || !wanted(name)) return;
      const [tokens = 0, columns = 0] = inputs.shape;
      const rows = Math.min(most, tokens);
      // Its place, so that names stay in the order of their use.
      kept.set(name, { rows, columns, values: new Float32Array() });
      const part = tf.keep(tf.slice(inputs, [0, 0], [rows, columns]));
      const values = Float32Array.from(await part.data());
      part.dispose();
      kept.set(name, { rows, columns, values });
    },
  };
}
