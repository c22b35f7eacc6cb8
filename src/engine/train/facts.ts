/** What is known of a run before its first step, and the refusal of one that cannot fit. */
import { microBatchRows } from '../../domain/config/microBatch.ts';
import type { ResolvedExperiment } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { DataSource } from '../../domain/data/contract.ts';
import { neededBytes } from '../../domain/limits/memory.ts';
import { termCosts } from '../../domain/limits/termCosts.ts';
import { activeTerms, passesOf } from '../../domain/losses/terms/active.ts';
import { stepBytes, updateBytes } from '../../domain/limits/traffic.ts';
import { choicesOf } from '../../domain/objectives/choices.ts';
import { uniformLossNats } from '../../domain/metrics/perplexity.ts';
import { parameterCount } from '../../domain/models/contract.ts';
import { gradientsPerStep } from '../../domain/regularization/params.ts';
import type { RunFacts } from '../../protocol/protocol.ts';

/** Refuses a run that cannot fit before anything of it is allocated. */
export function checkMemory(facts: RunFacts, limit: number): void {
  const bytes = neededBytes(facts);
  if (bytes > limit) throw new TrimtabError('out-of-memory', { bytes });
}

export function factsOf(
  { model, optimizer }: ResolvedExperiment,
  config: ExperimentConfig,
  data: DataSource,
  time: number,
  keepsAttention: boolean,
): RunFacts {
  const { definition, settings } = model;
  const vocabulary = data.tokenizer.size;
  const size = config.training.batchSize;
  const rows = microBatchRows(config.training);
  const parameters = parameterCount(definition.tensors(settings, vocabulary));
  const gradients = gradientsPerStep(config.regularization);
  const passes = passesOf(activeTerms(config.terms));
  const added = termCosts({ model, terms: config.terms, vocabulary, time, keepsAttention }, size, rows);
  const trained = parameters + added.parameters;
  return {
    parameters,
    weightBytes: 4 * trained,
    optimizerBytes: 4 * trained * (optimizer.definition.state.length + gradients - 1),
    activationBytes:
      passes *
        (definition.activationBytes(settings, vocabulary, rows, time) +
          (keepsAttention ? definition.attentionMatrixBytes(settings, rows, time) : 0)) +
      added.activationBytes,
    flopsPerStep: gradients * (passes * definition.trainingFlops(settings, vocabulary, size, time) + added.flops),
    bytesPerStep:
      gradients *
      (stepBytes({ model, optimizer }, vocabulary, size, time, passes) +
        added.bytes +
        updateBytes(optimizer.definition, added.parameters)),
    tokensPerStep: size * time,
    stepsPerEpoch: data.facts.trainTokens / (size * time),
    uniformLossNats: uniformLossNats(choicesOf(config, vocabulary)),
  };
}
