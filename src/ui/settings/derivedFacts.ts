/**
 * What follows from the edited settings before anything runs. The vocabulary is known once the corpus has been read;
 * until then the facts that need it are missing.
 */
import { microBatchRows } from '../../domain/config/microBatch.ts';
import { resolve } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import type { DataFacts } from '../../domain/data/contract.ts';
import { gradientsPerStep } from '../../domain/regularization/params.ts';
import { termCosts } from '../../domain/limits/termCosts.ts';
import { activeTerms, passesOf } from '../../domain/losses/terms/active.ts';
import { stepBytes, updateBytes } from '../../domain/limits/traffic.ts';
import { parameterCount } from '../../domain/models/contract.ts';

export interface DerivedFacts {
  readonly parameters: number;
  readonly weightBytes: number;
  readonly optimizerBytes: number;
  readonly activationBytes: number;
  readonly flopsPerStep: number;
  readonly bytesPerStep: number;
  readonly tokensPerStep: number;
  readonly stepsPerEpoch: number;
}

const bytesPerValue = 4;

/** @param keepsAttention the backend keeps the T×T weights of attention for the backward pass */
export function derivedFacts(config: ExperimentConfig, data: DataFacts, keepsAttention: boolean): DerivedFacts {
  const { model, optimizer, objective } = resolve(config);
  const vocabulary = data.vocabulary + (objective.definition.addedTokens ?? 0);
  const { batchSize } = config.training;
  const rows = microBatchRows(config.training);
  const time = model.definition.context(model.settings);
  const parameters = parameterCount(model.definition.tensors(model.settings, vocabulary));
  const gradients = gradientsPerStep(config.regularization);
  const passes = passesOf(activeTerms(config.terms));
  const tokensPerStep = batchSize * time;
  const subject = { model, terms: config.terms, vocabulary, time, keepsAttention };
  const added = termCosts(subject, batchSize, rows);
  const trained = parameters + added.parameters;
  return {
    parameters,
    weightBytes: bytesPerValue * trained,
    optimizerBytes: bytesPerValue * trained * (optimizer.definition.state.length + gradients - 1),
    activationBytes:
      passes *
        (model.definition.activationBytes(model.settings, vocabulary, rows, time) +
          (keepsAttention ? model.definition.attentionMatrixBytes(model.settings, rows, time) : 0)) +
      added.activationBytes,
    flopsPerStep:
      gradients * (passes * model.definition.trainingFlops(model.settings, vocabulary, batchSize, time) + added.flops),
    bytesPerStep:
      gradients *
      (stepBytes({ model, optimizer }, vocabulary, batchSize, time, passes) +
        added.bytes +
        updateBytes(optimizer.definition, added.parameters)),
    tokensPerStep,
    stepsPerEpoch: data.trainTokens / tokensPerStep,
  };
}
