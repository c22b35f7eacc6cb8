/**
 * Reverse-mode differentiation over operations that bring their own gradient. TensorFlow.js has an autodiff too, but it
 * holds every activation and every gradient until the whole pass is over, adds gradients into new tensors, and cannot be
 * told where a gradient should go; this one frees what it has used, adds in place where the backend can, and writes the
 * gradients of parameters where the optimizer wants them.
 */
import * as tf from '../tf.ts';

type Tensors = readonly tf.Tensor[];

/** Where an operation may put the gradient of one of its inputs. */
export interface GradientPlaces {
  /** To be overwritten; null if the operation should make a tensor. */
  store(input: number): tf.Tensor | null;
  /** To be added to; null if there is nothing yet, or nothing that may be changed. */
  add(input: number): tf.Tensor | null;
}

export type Backward = (gradient: tf.Tensor, saved: Tensors, places: GradientPlaces) => Tensors;

interface Entry {
  readonly inputs: Tensors;
  readonly output: tf.Tensor;
  readonly saved: Tensors;
  readonly backward: Backward;
}

interface Tape {
  /** Ids of the tensors that depend on what is differentiated. */
  readonly reached: Set<number>;
  readonly entries: Entry[];
}

let current: Tape | null = null;

/** Remembers an operation if it is being differentiated. What it saves stays alive until its gradient is known. */
export function remember(inputs: Tensors, output: tf.Tensor, saved: Tensors, backward: Backward): void {
  if (!current || !inputs.some(({ id }) => current?.reached.has(id))) return;
  current.reached.add(output.id);
  current.entries.push({ inputs, output, saved: saved.map((tensor) => tf.keep(tf.clone(tensor))), backward });
}

export interface GradientOptions {
  /** Gradient of the value; the caller keeps it. */
  readonly upstream: tf.Tensor;
  /** Sum of two gradients, both of which it takes over. */
  readonly join: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  readonly targets?: GradientTargets;
  /** An input without influence on the value has a gradient of zeros, instead of being a mistake. */
  readonly zeros?: boolean;
  /** Gradients to add to, by the id of what they belong to; taken over. */
  readonly before?: ReadonlyMap<number, tf.Tensor>;
}

export interface GradientTargets {
  /** Tensors that are to hold the gradients in the end, by the id of what they belong to. */
  readonly of: ReadonlyMap<number, tf.Tensor>;
  /** Moves a gradient that an operation left elsewhere. */
  readonly move: (gradient: tf.Tensor, target: tf.Tensor) => void;
}

export interface ValueAndGradients {
  readonly value: tf.Tensor;
  /** In the order of the inputs. A target is returned as it is; the caller disposes the others. */
  readonly gradients: Tensors;
}

/** Value of `f` and its gradients with respect to `inputs`. @throws if an input has no influence on the value, unless that is allowed */
export function valueAndGradients(f: () => tf.Tensor, inputs: Tensors, options: GradientOptions): ValueAndGradients {
  const tape: Tape = { reached: new Set(inputs.map(({ id }) => id)), entries: [] };
  const outer = current;
  current = tape;
  try {
    const value = tf.tidy(f);
    current = null;
    return { value, gradients: backpropagate(tape, value, inputs, options) };
  } finally {
    current = outer;
    // Empty unless something was thrown.
    for (const { saved } of tape.entries) tf.dispose([...saved]);
  }
}

function backpropagate(
  { entries, reached }: Tape,
  value: tf.Tensor,
  inputs: Tensors,
  options: GradientOptions,
): Tensors {
  const { upstream, join, targets, zeros = false, before: sums = [] } = options;
  const pending = new Map<number, tf.Tensor>([...sums, [value.id, tf.clone(upstream)]]);
  const targetOf = (id: number): tf.Tensor | null => targets?.of.get(id) ?? null;

  const placesFor = (receivers: Tensors): GradientPlaces => {
    const idOf = (input: number): number => receivers[input]?.id ?? Number.NaN;
    return {
      store: (input) => (pending.has(idOf(input)) ? null : targetOf(idOf(input))),
      add(input) {
        const before = pending.get(idOf(input));
        return before && tf.backend().refCount(before.dataId) === 1 ? before : null;
      },
    };
  };

  const receive = (id: number, gradient: tf.Tensor): void => {
    const before = pending.get(id);
    if (gradient !== before) pending.set(id, before ? join(before, gradient) : gradient);
  };

  const settle = ({ id, shape }: tf.Tensor): tf.Tensor => {
    const gradient = pending.get(id) ?? (zeros ? tf.keep(tf.zeros(shape)) : null);
    if (!gradient) throw new Error(`tape: no gradient reaches tensor ${id}`);
    const target = targetOf(id);
    if (!target || gradient === target) return gradient;
    targets?.move(gradient, target);
    gradient.dispose();
    return target;
  };

  try {
    for (let entry = entries.pop(); entry; entry = entries.pop()) {
      const { inputs: receivers, output, saved, backward } = entry;
      const gradient = pending.get(output.id);
      let gradients: Tensors = [];
      try {
        if (!gradient) continue;
        gradients = keepingResults(() => backward(gradient, saved, placesFor(receivers)));
        pending.delete(output.id);
        gradient.dispose();
      } finally {
        tf.dispose([...saved]);
      }
      receivers.forEach(({ id }, i) => {
        const given = gradients[i];
        if (given && reached.has(id)) receive(id, given);
        // Nobody waits for the gradient of a constant.
        else given?.dispose();
      });
    }
    return inputs.map(settle);
  } catch (thrown) {
    for (const [id, gradient] of pending) if (gradient !== targetOf(id)) gradient.dispose();
    throw thrown;
  }
}

/** Disposes what `make` leaves beside its results. */
function keepingResults(make: () => Tensors): Tensors {
  return tf.tidy(() => make().map((tensor) => tf.keep(tensor)));
}
