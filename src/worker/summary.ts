/** The figures of a finished (or paused) run. */
import type { Engine } from '../engine/backend/engine.ts';
import type { Run } from '../engine/train/run.ts';
import { bitsPerByte, perplexity } from '../domain/metrics/perplexity.ts';
import { classificationScores } from '../domain/metrics/classification.ts';
import type { LocalText } from '../domain/core/text.ts';
import { fillsBlanks, namesLabels } from '../domain/objectives/index.ts';
import { breath } from '../engine/breath.ts';
import type { LabelSummary } from '../protocol/classification.ts';
import type { EvaluationResult, RunSummary } from '../protocol/protocol.ts';

type Tell = (share: number) => void;

/** The whole validation split, without dropout, at one state of the weights. */
export const evaluateAll = (run: Run, tell: Tell): Promise<EvaluationResult> => run.atRest(() => evaluation(run, tell));

async function evaluation({ session, stopped }: Run, tell?: Tell): Promise<EvaluationResult> {
  const { validationTokens } = session.data.facts;
  let batches = 0;
  const { lossNats, tokens, accuracy, confusion } = await session.evaluate(Infinity, async () => {
    tell?.(Math.min(1, (++batches * session.facts.tokensPerStep) / validationTokens));
    await breath();
    return stopped();
  });
  const { labels } = session.data.facts;
  return {
    lossNats,
    tokens,
    accuracy,
    perplexity: perplexity(lossNats),
    // Nothing is encoded by a model that is shown most of the text, or all of it.
    bitsPerByte:
      fillsBlanks(session.config) || namesLabels(session.config)
        ? Number.NaN
        : bitsPerByte(lossNats, session.data.facts.bytesPerToken),
    ...(confusion && labels && { classes: classesOf(labels, confusion) }),
  };
}

function classesOf(labels: readonly LocalText[], confusion: Int32Array): LabelSummary {
  const { macroF1, majority } = classificationScores(confusion);
  const rows = labels.map((_, row) => Array.from(confusion.subarray(row * labels.length, (row + 1) * labels.length)));
  return { labels: labels.map(({ en }) => en), confusion: rows, macroF1, majorityAccuracy: majority };
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
    ...(result.classes && { classes: result.classes }),
    medianStepMs,
    hostMsPerStep: medianHostMs,
    dispatchesPerStep: calls.dispatches,
    submitsPerStep: calls.submits,
    peakGpuBytes: engine.gpu ? peakBytes : 0,
    tokensPerSecond: (1000 * session.facts.tokensPerStep) / medianStepMs,
    wallSeconds: run.elapsedSeconds(),
  };
}
