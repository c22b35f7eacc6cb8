/** The figures of a finished (or paused) run. */
import type { Engine } from '../engine/backend/engine.ts';
import type { Run } from '../engine/train/run.ts';
import { bitsPerByte, perplexity } from '../domain/metrics/perplexity.ts';
import { fillsBlanks } from '../domain/objectives/index.ts';
import { breath } from '../engine/breath.ts';
import type { EvaluationResult, RunSummary } from '../protocol/protocol.ts';

/** The whole validation split, without dropout, at one state of the weights. */
export const evaluateAll = (run: Run): Promise<EvaluationResult> => run.atRest(() => evaluation(run));

async function evaluation({ session, stopped }: Run): Promise<EvaluationResult> {
  const { lossNats, tokens, accuracy } = await session.evaluate(Infinity, async () => {
    await breath();
    return stopped();
  });
  return {
    lossNats,
    tokens,
    accuracy,
    perplexity: perplexity(lossNats),
    // Nothing is encoded by a model that is shown most of the text.
    bitsPerByte: fillsBlanks(session.config) ? Number.NaN : bitsPerByte(lossNats, session.data.facts.bytesPerToken),
  };
}

export async function summarise(run: Run, engine: Engine): Promise<RunSummary> {
  const { session } = run;
  const { steps, result } = await run.atRest(async () => ({ steps: session.step, result: await evaluation(run) }));
  const { medianStepMs, medianHostMs, trainLossNats, calls, peakBytes } = run.figures();
  return {
    steps,
    tokensSeen: steps * session.facts.tokensPerStep,
    trainLossNats,
    valLossNats: result.lossNats,
    perplexity: result.perplexity,
    bitsPerByte: result.bitsPerByte,
    accuracy: result.accuracy,
    medianStepMs,
    hostMsPerStep: medianHostMs,
    dispatchesPerStep: calls.dispatches,
    submitsPerStep: calls.submits,
    peakGpuBytes: engine.gpu ? peakBytes : 0,
    tokensPerSecond: (1000 * session.facts.tokensPerStep) / medianStepMs,
    wallSeconds: run.elapsedSeconds(),
  };
}
