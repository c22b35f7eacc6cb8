/** What the x-ray asks of a session: gradients without an update, and a forward pass that is watched. */
import type { TokenBatch } from '../../domain/data/contract.ts';
import type { Weights } from '../../domain/models/contract.ts';
import type { BackendOps } from '../ops/contract.ts';
import type { Differentiated } from '../train/differentiate.ts';
import * as tf from '../tf.ts';

/** May take tensors of the pass, to be read with its logits. */
export type Watch = (ops: BackendOps, take: (tensor: tf.Tensor) => void) => BackendOps;

export interface Seen {
  /** [M, V] */
  readonly logits: Float32Array;
  /** In the order in which they were taken. */
  readonly taken: readonly Float32Array[];
}

/** Dropout masks are told apart by the number. */
export interface NumberedBatch {
  readonly batch: TokenBatch;
  readonly draw: number;
}

/** What of the trained sum to differentiate: `all` of it, the `loss` alone, or a term by its id. */
export type GradientPart = string;

/** Only while no step is in flight. */
export interface Looks {
  /**
   * Before clipping, by tensor name: of what is trained on or a part of it, with the batch of the next step; or of the loss with
   * another batch.
   */
  gradients(of?: GradientPart | NumberedBatch): Promise<Weights<Float32Array>>;
  /** By the weights that a validation uses. */
  look(batch: TokenBatch, watch?: Watch): Promise<Seen>;
}

export interface LookParts {
  /** In tensors that belong to the caller. */
  readonly differentiate: (of: GradientPart | NumberedBatch) => Differentiated;
  readonly forward: (batch: TokenBatch, watched: (ops: BackendOps) => BackendOps) => tf.Tensor;
  /** In whose memory the work is done. */
  readonly within: <T>(work: () => T) => T;
}

export function looks({ differentiate, forward, within }: LookParts): Looks {
  return {
    async gradients(of = 'all') {
      const { loss, gradients } = within(() => differentiate(of));
      const arrays = await readAll(Object.values(gradients), [loss]);
      return Object.fromEntries(Object.keys(gradients).map((name, i) => [name, arrays[i] ?? new Float32Array()]));
    },
    async look(batch, watch = (ops) => ops) {
      const tensors = within(() =>
        tf.tidy(() => {
          const taken: tf.Tensor[] = [];
          const logits = forward(batch, (ops) => watch(ops, (tensor) => taken.push(tensor)));
          return [logits, ...taken];
        }),
      );
      const [logits = new Float32Array(), ...taken] = await readAll(tensors);
      return { logits, taken };
    },
  };
}

/** Together, because a device that is lost fails every read, and a read that nobody waits for fails unheard. */
async function readAll(tensors: readonly tf.Tensor[], others: readonly tf.Tensor[] = []): Promise<Float32Array[]> {
  try {
    return await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
  } finally {
    tf.dispose([...tensors, ...others]);
  }
}
