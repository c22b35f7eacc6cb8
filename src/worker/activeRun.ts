/** One run of the worker: its engine parts put together, its hooks turned into events. */
import { resolve } from '../domain/config/resolve.ts';
import { objectiveData } from '../domain/data/objectiveData.ts';
import { reportOf, TrimtabError } from '../domain/core/errors.ts';
import { decodeCompressed, isCompressedFile, type CompressedFile } from '../domain/files/compressedFile.ts';
import type { MemoryNeeds } from '../domain/limits/memory.ts';
import { trainedTensors } from '../domain/losses/terms/active.ts';
import type { TensorSpec } from '../domain/models/contract.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { createRun, type Run } from '../engine/train/run.ts';
import { frozenSession } from '../engine/train/frozenSession.ts';
import { createSession } from '../engine/train/session.ts';
import type { Emit, StartRun } from '../protocol/protocol.ts';
import type { CheckpointStore } from '../storage/contract.ts';
import { confusionOf } from './classification.ts';
import type { PrepareData } from './dataSources.ts';
import { metricFrames } from './metricFrames.ts';
import { requireRoomBeside } from './room.ts';
import { restore, takeCheckpoint, type Restored } from './storeCheckpoint.ts';

export interface ActiveRun {
  readonly runId: string;
  readonly run: Run;
  save(): Promise<{ readonly step: number; readonly bytes: number }>;
}

export interface RunParts {
  readonly engine: Engine;
  readonly prepare: PrepareData;
  readonly checkpoints: () => Promise<CheckpointStore>;
  readonly emit: Emit;
  /** What a race holds that is kept meanwhile. */
  readonly raceHolds: readonly MemoryNeeds[];
}

export async function openRun(
  { runId, config, ownText, tokenizer, resume }: StartRun,
  parts: RunParts,
): Promise<ActiveRun> {
  const { engine, emit } = parts;
  const data = objectiveData(config, await parts.prepare(config.data, ownText, tokenizer));
  const specs = trainedTensors(resolve(config).model, config.terms, data.tokenizer.size);
  const restored = resume ? await newestUsable(runId, specs, parts) : null;
  requireRoomBeside(parts.raceHolds, config, data, engine);
  const session =
    restored && 'model' in restored
      ? frozenSession({ config, data, model: restored.model, step: 0 })
      : createSession({
          engine,
          config,
          data,
          start: restored?.start ?? null,
          ...(restored?.inputs && { inputs: restored.inputs }),
        });
  const frames = metricFrames(runId, emit, () => run.status());

  const save = async (): Promise<{ step: number; bytes: number }> => {
    const { step, bytes } = await takeCheckpoint(session, run.elapsedSeconds());
    await (await parts.checkpoints()).save({ runId, step, bytes, createdAt: Date.now() });
    const saved = { step, bytes: bytes.byteLength };
    emit('run.checkpoint', { runId, ...saved });
    return saved;
  };

  const run = createRun({
    runId,
    session,
    elapsedSeconds: restored && 'progress' in restored ? restored.progress.elapsedSeconds : 0,
    explain: engine.explain,
    hooks: {
      status(status) {
        frames.flush();
        emit('run.status', status);
      },
      metrics: frames.add,
      sample: (sample) => emit('run.sample', sample),
      validated(evaluation, whole) {
        const confusion = confusionOf(runId, session, evaluation, whole);
        if (confusion) emit('run.confusion', confusion);
      },
      failed: (error, step) => emit('run.failed', { runId, error, step }),
      async checkpoint() {
        try {
          await save();
        } catch (thrown) {
          emit('engine.notice', { error: reportOf(thrown) });
        }
      },
    },
  });
  return { runId, run, save };
}

/** The last checkpoint of a run, or the one before if the last is damaged, which is told. */
async function newestUsable(
  runId: string,
  specs: readonly TensorSpec[],
  { checkpoints, emit }: RunParts,
): Promise<Restored | CompressedFile> {
  const store = await checkpoints();
  let damaged: unknown = new TrimtabError('bad-checkpoint', { reason: 'none-stored', runId });
  for (const step of (await store.steps(runId)).toReversed()) {
    try {
      const bytes = (await store.at(runId, step))?.bytes ?? new Uint8Array();
      return isCompressedFile(bytes) ? decodeCompressed(bytes) : restore(bytes, specs);
    } catch (thrown) {
      damaged = thrown;
      emit('engine.notice', { error: reportOf(thrown) });
    }
  }
  throw damaged;
}
