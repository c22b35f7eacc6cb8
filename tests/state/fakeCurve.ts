/** The numbers of the fake engine: smooth curves with reproducible noise that react to learning rate and seed. */
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { uniform } from '../../src/domain/core/random.ts';
import { type MetricColumn, type MetricFrame, type Sample, type SampledToken } from '../../src/protocol/protocol.ts';
import { mapColumns } from '../../src/storage/frames.ts';
import { fakeNorms } from './fakeNorms.ts';

export const vocabulary = 96;
export const stepMs = 10;
/** Validation, sample and checkpoint, whatever the settings say. */
export const evaluateEvery = 50;

const numberOf = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);

/** Batch times context. */
export const tokensPerStep = (config: ExperimentConfig): number =>
  config.training.batchSize * numberOf(config.model['context'], 64);

export function lossAt(config: ExperimentConfig, step: number): number {
  const learningRate = numberOf(config.optimizer['learningRate'], 1e-3);
  const noise = (uniform(config.seed, 1, step) - 0.5) * 0.2;
  return 1.5 + (Math.log(vocabulary) - 1.5) * Math.exp((-step * learningRate) / 0.1) + noise;
}

/** The rows for steps (from, to]. */
export function frameOf(runId: string, config: ExperimentConfig, from: number, to: number): MetricFrame {
  const steps = Int32Array.from({ length: to - from }, (_, n) => from + 1 + n);
  const atEval = (step: number): boolean => step % evaluateEvery === 0 || step === config.training.steps;
  const values: Record<MetricColumn, (step: number) => number> = {
    trainLossNats: (step) => lossAt(config, step),
    valLossNats: (step) => (atEval(step) ? lossAt(config, step) + 0.1 : NaN),
    accuracy: () => NaN,
    learningRate: () => numberOf(config.optimizer['learningRate'], 1e-3),
    gradNorm: (step) => 0.5 + uniform(config.seed, 2, step),
    stepMs: () => stepMs,
    tokensPerSecond: () => (tokensPerStep(config) * 1000) / stepMs,
    memoryBytes: () => 41e6,
    elapsedSeconds: (step) => (step * stepMs) / 1000,
    tokensSeen: (step) => step * tokensPerStep(config),
  };
  return {
    runId,
    steps,
    columns: mapColumns((column) => Float32Array.from(steps, values[column])),
    norms: fakeNorms(config, to),
  };
}

const text = 'the whale, and the sea was still upon the deck; ';

export function tokenAt(index: number): SampledToken {
  const letter = text.charAt(index % text.length);
  const probability = 0.2 + 0.7 * uniform(7, 3, index);
  const alternatives = [
    { label: letter, probability },
    { label: 'e', probability: (1 - probability) / 2 },
  ];
  return { id: letter.charCodeAt(0), text: letter, probability, alternatives };
}

export const sampleAt = (runId: string, step: number): Sample => ({
  runId,
  step,
  prompt: 'The ',
  tokens: Array.from({ length: 40 }, (_, index) => tokenAt(step + index)),
});
