/**
 * The way back of `exportModel`: what `npm run lab -- run` leaves in a folder, as a checkpoint that a run goes on from. Of
 * any of our architectures, in f32 or f16; the state of the optimizer was not exported and begins anew.
 */
import { f16Bits, f16Values } from '../compression/numeric/halfFloats.ts';
import { turned } from '../compression/numeric/turned.ts';
import { parseExperiment } from '../config/json.ts';
import { resolve } from '../config/resolve.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { TrimtabError } from '../core/errors.ts';
import type { TensorSpec, Weights } from '../models/contract.ts';
import type { Tokenizer, TokenizerDefinition } from '../tokenizers/contract.ts';
import { maskIn, withMask } from '../tokenizers/withMask.ts';
import { tokenizers } from '../tokenizers/index.ts';
import { encodeCheckpoint, type Progress } from './checkpoint.ts';
import { readTensors, writeTensors, type RawTensor } from './safetensors.ts';

export interface ExportedFolder {
  /** `model.safetensors` */
  readonly weights: Uint8Array;
  /** Text of `experiment.json`. */
  readonly experiment: string;
  /** Text of `tokenizer.json`. */
  readonly tokenizer: string;
}

export interface OpenedExport {
  readonly config: ExperimentConfig;
  readonly tokenizer: Tokenizer;
  readonly tensors: readonly TensorSpec[];
  /** In our layout. */
  readonly weights: Weights<Float32Array>;
}

/** Throws `bad-model` or `bad-checkpoint`, naming file or tensor, for whatever is not what its experiment says. */
export function openExport({ weights: bytes, experiment, tokenizer: tokenizerText }: ExportedFolder): OpenedExport {
  const { config, problems } = parseExperiment(experiment);
  if (problems.length > 0) throw new TrimtabError('bad-checkpoint', { reason: 'experiment' }, problems);
  const { tokenizer: method } = config.data;
  // None that ships has one of others.
  if (method === 'imported') throw new TrimtabError('bad-model', { file: 'experiment.json', reason: 'tokenizer-kind' });
  const kind: TokenizerDefinition = tokenizers[method];
  const json = parse(tokenizerText);
  const read = kind.fromJSON(json);
  const tokenizer = maskIn(json) === undefined ? read : withMask(read);
  const { definition, settings } = resolve(config).model;
  const tensors = definition.tensors(settings, tokenizer.size);
  const { tensors: stored } = readTensors(bytes, ['F32', 'F16']);
  const unknown = Object.keys(stored).find((name) => !tensors.some((spec) => spec.name === name));
  if (unknown !== undefined) throw new TrimtabError('bad-model', { tensor: unknown, reason: 'tensor-name' });
  const weights = Object.fromEntries(tensors.map((spec) => [spec.name, imported(spec, stored[spec.name])]));
  return { config, tokenizer, tensors, weights };
}

/** As the worker opens it: at the step at which it was exported. */
export function exportCheckpoint(
  { config, tensors, weights }: OpenedExport,
  progress: Progress,
): Uint8Array<ArrayBuffer> {
  const shaped = tensors.map(
    ({ name, shape }) => [name, { shape, data: weights[name] ?? new Float32Array() }] as const,
  );
  return encodeCheckpoint({ config, progress, weights: Object.fromEntries(shaped), state: {} });
}

/** The same `model.safetensors` with every value as the nearest f16. */
export function halveExport(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = readTensors(bytes, ['F32', 'F16']);
  const halved = Object.entries(tensors).map(([name, tensor]) => {
    const data = f16Bits(valuesOf(tensor));
    if (data.some((bits) => (bits & 0x7c00) === 0x7c00)) {
      throw new TrimtabError('bad-model', { tensor: name, reason: 'f16-range' });
    }
    return [name, { dtype: 'F16', shape: tensor.shape, data }] as const;
  });
  return writeTensors({ tensors: Object.fromEntries(halved), metadata });
}

const valuesOf = ({ dtype, data }: RawTensor): Float32Array =>
  dtype === 'F16' ? f16Values(Uint16Array.from(data)) : Float32Array.from(data);

function imported({ name, shape, exportTransposed }: TensorSpec, tensor: RawTensor | undefined): Float32Array {
  if (!tensor) throw new TrimtabError('bad-model', { tensor: name, reason: 'tensor-missing' });
  const [rows = 0, columns = 0] = shape;
  const transposed = exportTransposed === true;
  if (tensor.shape.join() !== (transposed ? [columns, rows] : shape).join()) {
    throw new TrimtabError('bad-model', { tensor: name, reason: 'tensor-shape' });
  }
  const values = valuesOf(tensor);
  if (!values.every(Number.isFinite)) throw new TrimtabError('bad-model', { tensor: name, reason: 'not-finite' });
  return transposed ? turned({ rows: columns, columns: rows, values }).values : values;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Falls through to the one error that names the file.
  }
  throw new TrimtabError('bad-model', { file: 'tokenizer.json', reason: 'json' });
}
