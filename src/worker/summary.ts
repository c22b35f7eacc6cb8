/** The figures of a finished (or paused) run. */
import type { Engine } from '../engine/backend/startEngine.ts';
import type { Run } from '../engine/train/run.ts';
import { bitsPerByte, perplexity } from '../domain/metrics/perplexity.ts';
import { breath } from '../engine/breath.ts';
import type { EvaluationResult, RunSummary } from '../protocol/protocol.ts';

/** The whole validation split, without dropout. */
export async function evaluateAll({ session }: Run): Promise<EvaluationResult> {
  const { lossNats, tokens, accuracy } = await session.evaluate(Infinity, async () => {
    await breath();
    return false;
  });
  return {
    lossNats,
    tokens,
    accuracy,
    perplexity: perplexity(lossNats),
    bitsPerByte: bitsPerByte(lossNats, session.data.facts.bytesPerToken),
  };
}

export async function summarise(run: Run, engine: Engine): Promise<RunSummary> {
  const { step, tokensSeen, elapsedSeconds } = run.progress();
  const evaluation = await evaluateAll(run);
  const medianStepMs = run.medianStepMs();
  return {
    steps: step,
    tokensSeen,
    trainLossNats: run.lastTrainLoss(),
    valLossNats: evaluation.lossNats,
    perplexity: evaluation.perplexity,
    bitsPerByte: evaluation.bitsPerByte,
    accuracy: evaluation.accuracy,
    medianStepMs,
    hostMsPerStep: run.medianHostMs(),
    dispatchesPerStep: engine.gpu?.counts().dispatches ?? 0,
    submitsPerStep: engine.gpu?.counts().submits ?? 0,
    peakGpuBytes: engine.gpu ? run.peakBytes() : 0,
    tokensPerSecond: (1000 * run.session.facts.tokensPerStep) / medianStepMs,
    wallSeconds: elapsedSeconds,
  };
}
