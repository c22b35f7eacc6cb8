/** From a run to bytes in storage and back. */
import { resolve } from '../domain/config/resolve.ts';
import { TrimtabError } from '../domain/core/errors.ts';
import { decodeCheckpoint, encodeCheckpoint, shaped, type Checkpoint } from '../domain/files/checkpoint.ts';
import type { NamedArray } from '../domain/files/safetensors.ts';
import type { TensorSpec, Weights } from '../domain/models/contract.ts';
import { keptState } from '../domain/optimizers/contract.ts';
import type { OptimizerState } from '../engine/train/parameters.ts';
import type { TrainingSession, TrainingState } from '../engine/train/trainingSession.ts';

export async function takeCheckpoint(
  session: TrainingSession,
  elapsedSeconds: number,
): Promise<{ readonly step: number; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const taken = await session.snapshot();
  return { step: taken.step, bytes: checkpointOf(session, taken, elapsedSeconds) };
}

/** Of a state that the session has now, or had at an earlier step. */
export function checkpointOf(
  session: TrainingSession,
  { step, weights, state, watched }: TrainingState,
  elapsedSeconds: number,
): Uint8Array<ArrayBuffer> {
  return encodeCheckpoint({
    config: session.config,
    progress: { step, tokensSeen: step * session.facts.tokensPerStep, elapsedSeconds, ...(watched && { watched }) },
    weights: shaped(session.trained, weights),
    state: shapedState(session, state),
    ...(session.inputs && { inputs: session.inputs }),
  });
}

export interface Restored extends Checkpoint {
  readonly start: TrainingState;
}

/** A stored checkpoint, as a session starts from it. Refused if it does not hold exactly the tensors of its model. */
export function restore(bytes: Uint8Array, specs: readonly TensorSpec[]): Restored {
  const checkpoint = decodeCheckpoint(bytes);
  const plain = (tensors: Readonly<Record<string, NamedArray>>): Weights<Float32Array> =>
    Object.fromEntries(specs.map((spec) => [spec.name, checked(spec, tensors[spec.name])]));
  const state = restoredState(checkpoint, specs);
  const { step, watched = null } = checkpoint.progress;
  return { ...checkpoint, start: { step, watched, weights: plain(checkpoint.weights), state } };
}

/** By state and tensor, exactly those that the optimizer keeps. */
function restoredState({ config, state }: Checkpoint, specs: readonly TensorSpec[]): OptimizerState {
  const { definition } = resolve(config).optimizer;
  const restored: Record<string, Record<string, Float32Array>> = {};
  for (const spec of specs) {
    for (const [kind, shape] of Object.entries(keptState(definition, spec))) {
      // A model that was made without an optimizer has none of its states, and training starts them anew.
      if (state[kind] === undefined) continue;
      (restored[kind] ??= {})[spec.name] = checked({ name: spec.name, shape }, state[kind]?.[spec.name]);
    }
  }
  return restored;
}

function shapedState({ config, trained }: TrainingSession, state: OptimizerState): Checkpoint['state'] {
  const { definition } = resolve(config).optimizer;
  const shapes = new Map(trained.map((spec) => [spec.name, keptState(definition, spec)]));
  return Object.fromEntries(
    Object.entries(state).map(([kind, byName]) => [
      kind,
      Object.fromEntries(
        Object.entries(byName).map(([name, data]) => [
          name,
          { shape: shapes.get(name)?.[kind] ?? [data.length], data },
        ]),
      ),
    ]),
  );
}

function checked({ name, shape }: Pick<TensorSpec, 'name' | 'shape'>, tensor: NamedArray | undefined): Float32Array {
  if (!tensor) throw new TrimtabError('bad-checkpoint', { reason: 'tensor-missing', tensor: name });
  if (tensor.shape.join() !== shape.join())
    throw new TrimtabError('bad-checkpoint', { reason: 'tensor-shape', tensor: name });
  return tensor.data;
}
