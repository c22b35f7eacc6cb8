/**
 * A checkpoint is one safetensors file: weights under `model/`, optimizer state under `optimizer/<name>/`, and the
 * experiment with its progress as JSON in the metadata. Random state is not stored, because there is none: data order
 * and dropout are functions of seed and step.
 */
import { parseExperiment, printExperiment } from '../config/json.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { TrimtabError } from '../core/errors.ts';
import type { InputQuantization } from '../compression/inputs/levels.ts';
import { readInputLevels } from '../compression/inputs/readLevels.ts';
import type { TensorSpec, Weights } from '../models/contract.ts';
import { weight } from '../models/initialize.ts';
import type { Watched } from '../schedules/contract.ts';
import { readSafetensors, writeSafetensors, type NamedArray } from './safetensors.ts';

export const checkpointVersion = 1;

export interface Progress {
  /** Updates done. */
  readonly step: number;
  readonly tokensSeen: number;
  readonly elapsedSeconds: number;
  /** What validations have done to the schedule so far, the last of them after the update `step`. */
  readonly watched?: Watched & { readonly step: number };
}

export interface Checkpoint {
  readonly config: ExperimentConfig;
  readonly progress: Progress;
  readonly weights: Readonly<Record<string, NamedArray>>;
  /** By state name, then by tensor name. */
  readonly state: Readonly<Record<string, Readonly<Record<string, NamedArray>>>>;
  /** How inputs are rounded, of a model that came compressed so. */
  readonly inputs?: InputQuantization;
}

/** Every tensor of a model with its shape. */
export function shaped(specs: readonly TensorSpec[], values: Weights<Float32Array>): Record<string, NamedArray> {
  return Object.fromEntries(specs.map(({ name, shape }) => [name, { shape, data: weight(values, name) }]));
}

export function encodeCheckpoint({ config, progress, weights, state, inputs }: Checkpoint): Uint8Array<ArrayBuffer> {
  const tensors: Record<string, NamedArray> = {};
  for (const [name, tensor] of Object.entries(weights)) tensors[`model/${name}`] = tensor;
  for (const [kind, byName] of Object.entries(state)) {
    for (const [name, tensor] of Object.entries(byName)) tensors[`optimizer/${kind}/${name}`] = tensor;
  }
  return writeSafetensors({
    tensors,
    metadata: {
      trimtab: printProgress(progress),
      experiment: printExperiment(config),
      ...(inputs && { inputs: JSON.stringify(inputs) }),
    },
  });
}

/** As the metadata of a file have it. */
export const printProgress = (progress: Progress): string => JSON.stringify({ version: checkpointVersion, progress });

/** Throws `bad-checkpoint`, or `version-mismatch`, for what `printProgress` did not write. */
export function parseProgress(text: string | undefined): Progress {
  const { version, progress } = parseOwn(text);
  if (version === checkpointVersion) return progress;
  throw new TrimtabError('version-mismatch', {
    what: 'checkpoint',
    found: String(version),
    expected: checkpointVersion,
  });
}

export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const progress = parseProgress(metadata['trimtab']);
  const { config, problems } = parseExperiment(metadata['experiment'] ?? '');
  if (problems.length > 0) throw new TrimtabError('bad-checkpoint', { reason: 'experiment' }, problems);
  const weights: Record<string, NamedArray> = {};
  const state: Record<string, Record<string, NamedArray>> = {};
  for (const [path, tensor] of Object.entries(tensors)) {
    const [group = '', ...rest] = path.split('/');
    if (group === 'model') weights[rest.join('/')] = tensor;
    else if (group === 'optimizer' && rest.length > 1) {
      const [kind = '', ...name] = rest;
      (state[kind] ??= {})[name.join('/')] = tensor;
    } else throw new TrimtabError('bad-checkpoint', { reason: 'tensor-name', tensor: path });
  }
  const inputs = inputsFrom(metadata['inputs'], new Set(Object.keys(weights)));
  return { config, progress, weights, state, ...(inputs && { inputs }) };
}

function inputsFrom(text: string | undefined, tensors: ReadonlySet<string>): InputQuantization | null {
  if (text === undefined) return null;
  let given: unknown = null;
  try {
    given = JSON.parse(text);
  } catch {
    // Refused as what it is not.
  }
  return readInputLevels(given, tensors);
}

function parseOwn(text: string | undefined): { readonly version: unknown; readonly progress: Progress } {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (isOwn(value)) return value;
  } catch {
    // Falls through to the one error that names the cause.
  }
  throw new TrimtabError('bad-checkpoint', { reason: 'not-trimtab' });
}

function isOwn(value: unknown): value is { version: unknown; progress: Progress } {
  if (typeof value !== 'object' || value === null || !('progress' in value)) return false;
  const { progress } = value;
  if (!holdsNumbers(progress, ['step', 'tokensSeen', 'elapsedSeconds'])) return false;
  const watched: unknown = Reflect.get(progress, 'watched');
  return watched === undefined || isWatched(watched);
}

const isWatched = (value: unknown): boolean =>
  holdsNumbers(value, ['step', 'reduction', 'waited', 'cooling']) &&
  (Reflect.get(value, 'best') === null || holdsNumbers(value, ['best']));

/** Whether all of these are there, finite and not negative. */
function holdsNumbers(value: unknown, keys: readonly string[]): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return keys.every((key) => {
    const n: unknown = Reflect.get(value, key);
    return typeof n === 'number' && Number.isFinite(n) && n >= 0;
  });
}
