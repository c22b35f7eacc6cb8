/** A trained model as files that others read: Hugging Face's names and layouts, or PyTorch's where HF has no family. */
import { turned } from '../compression/numeric/turned.ts';
import { printExperiment } from '../config/json.ts';
import { resolve } from '../config/resolve.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import type { LocalText } from '../core/text.ts';
import type { TensorSpec, Weights } from '../models/contract.ts';
import { weight } from '../models/initialize.ts';
import type { ObjectiveDefinition } from '../objectives/contract.ts';
import type { Tokenizer } from '../tokenizers/contract.ts';
import { printProgress, type Progress } from './checkpoint.ts';
import { writeSafetensors, type NamedArray } from './safetensors.ts';

export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function exportModel(
  config: ExperimentConfig,
  weights: Weights<Float32Array>,
  tokenizer: Tokenizer,
  /** Kept with the weights, so that whoever opens them again knows how far they are. */
  progress?: Progress,
  /** Of a model that names labels, what they are called. */
  labels: readonly LocalText[] = [],
): readonly ModelFile[] {
  const { model, objective } = resolve(config);
  const { definition, settings } = model;
  const specs = definition.tensors(settings, tokenizer.size);
  const tensors = Object.fromEntries(specs.map((spec) => [spec.name, exported(spec, weight(weights, spec.name))]));
  // Without the time that it took: the same run writes the same bytes on every machine.
  const metadata = { format: 'pt', ...(progress && { trimtab: printProgress({ ...progress, elapsedSeconds: 0 }) }) };
  return [
    { name: 'model.safetensors', bytes: writeSafetensors({ tensors, metadata }) },
    jsonFile('config.json', {
      ...definition.exportConfig(settings, tokenizer.size),
      ...maskOf(objective.definition),
      ...(objective.definition.answers === 'label' && labelsOf(labels)),
    }),
    jsonFile('tokenizer.json', tokenizer.toJSON()),
    textFile('experiment.json', printExperiment(config)),
  ];
}

/** Whoever opened it as a model that reads from left to right would read nonsense. */
const maskOf = ({ id, looksAhead }: ObjectiveDefinition): Readonly<Record<string, unknown>> =>
  looksAhead ? { architectures: ['trimtab-transformer'], model_type: 'trimtab-transformer', objective: id } : {};

/** As Hugging Face's classifiers have them. */
const labelsOf = (labels: readonly LocalText[]): Readonly<Record<string, unknown>> => ({
  id2label: Object.fromEntries(labels.map(({ en }, number) => [number, en])),
  label2id: Object.fromEntries(labels.map(({ en }, number) => [en, number])),
});

function exported({ shape, exportTransposed }: TensorSpec, data: Float32Array): NamedArray {
  const [rows = 0, columns = 0] = shape;
  if (exportTransposed !== true) return { shape, data };
  return { shape: [columns, rows], data: turned({ rows, columns, values: data }).values };
}

export const jsonFile = (name: string, value: unknown): ModelFile =>
  textFile(name, `${JSON.stringify(value, null, 2)}\n`);

export const textFile = (name: string, text: string): ModelFile => ({ name, bytes: new TextEncoder().encode(text) });
