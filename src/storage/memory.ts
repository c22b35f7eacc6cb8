/**
 * The same stores without a disk: for tests, and for browsers that refuse (private windows), where the person is told
 * that nothing outlives the page. Values are cloned as IndexedDB clones them.
 */
import type { ErrorReport } from '../domain/core/errors.ts';
import type { TuningRecord } from '../protocol/kernels.ts';
import type { MetricFrame, Sample } from '../protocol/protocol.ts';
import { outdatedSteps } from './checkpointStore.ts';
import type { Checkpoint, CheckpointStore, RunStore, Storage, StoredRun, StoredText, TuningStore } from './contract.ts';
import { cutFrame } from './frames.ts';
import { surplusSamples } from './samples.ts';
import { newestFirst, spareTexts } from './runStore.ts';

/** Lists by run id, ordered by step, one entry per step. */
function stepTable<T>(stepOf: (value: T) => number) {
  const lists = new Map<string, T[]>();
  const list = (runId: string): readonly T[] => lists.get(runId) ?? [];
  return {
    list,
    put(runId: string, value: T): void {
      const others = list(runId).filter((other) => stepOf(other) !== stepOf(value));
      lists.set(
        runId,
        [...others, structuredClone(value)].toSorted((a, b) => stepOf(a) - stepOf(b)),
      );
    },
    set: (runId: string, values: readonly T[]) => void lists.set(runId, [...values]),
    delete: (runId: string) => void lists.delete(runId),
  };
}

const firstStep = (frame: MetricFrame): number => frame.steps[0] ?? 0;

function memoryRuns(onRemove: (runId: string) => void): RunStore {
  const runs = new Map<string, StoredRun>();
  const texts = new Map<string, StoredText>();
  const metrics = stepTable<MetricFrame>(firstStep);
  const samples = stepTable<Sample>((sample) => sample.step);
  return {
    list: async () => structuredClone(newestFirst([...runs.values()])),
    get: async (id) => structuredClone(runs.get(id) ?? null),
    put: async (run) => void runs.set(run.id, structuredClone(run)),
    update: async (id, changes) => {
      const run = runs.get(id);
      if (run === undefined) return false;
      runs.set(id, structuredClone({ ...run, ...changes }));
      return true;
    },
    remove: async (id) => {
      const gone = runs.get(id);
      runs.delete(id);
      metrics.delete(id);
      samples.delete(id);
      onRemove(id);
      for (const hash of spareTexts(gone, [...runs.values()])) texts.delete(hash);
    },
    appendMetrics: async (frame) => {
      if (frame.steps.length > 0) metrics.put(frame.runId, frame);
    },
    metrics: async (runId) => structuredClone(metrics.list(runId)),
    addSample: async (sample) => {
      samples.put(sample.runId, sample);
      const written = samples.list(sample.runId);
      const surplus = surplusSamples(written.map(({ step }) => step));
      samples.set(
        sample.runId,
        written.filter(({ step }) => !surplus.includes(step)),
      );
    },
    samples: async (runId) => structuredClone(samples.list(runId)),
    truncate: async (runId, step) => {
      const kept = metrics.list(runId).filter((frame) => firstStep(frame) <= step);
      metrics.set(
        runId,
        kept.map((frame) => cutFrame(frame, step)),
      );
      samples.set(
        runId,
        samples.list(runId).filter((sample) => sample.step <= step),
      );
    },
    putText: async (text) => void texts.set(text.hash, text),
    text: async (hash) => texts.get(hash) ?? null,
  };
}

function memoryCheckpoints(): CheckpointStore {
  const table = stepTable<Checkpoint>((checkpoint) => checkpoint.step);
  return {
    save: async (checkpoint) => {
      const outdated = outdatedSteps(
        table.list(checkpoint.runId).map(({ step }) => step),
        checkpoint.step,
      );
      table.set(
        checkpoint.runId,
        table.list(checkpoint.runId).filter(({ step }) => !outdated.includes(step)),
      );
      table.put(checkpoint.runId, checkpoint);
    },
    latest: async (runId) => structuredClone(table.list(runId).at(-1) ?? null),
    steps: async (runId) => table.list(runId).map(({ step }) => step),
    at: async (runId, step) =>
      structuredClone(table.list(runId).find((checkpoint) => checkpoint.step === step) ?? null),
    remove: async (runId) => table.delete(runId),
  };
}

function memoryTunings(): TuningStore {
  const records = new Map<string, TuningRecord>();
  return {
    load: async (device) => structuredClone(records.get(device) ?? null),
    save: async (device, record) => void records.set(device, structuredClone(record)),
  };
}

export function memoryStorage(notice: ErrorReport | null = null): Storage {
  const checkpoints = memoryCheckpoints();
  const runs = memoryRuns((runId) => void checkpoints.remove(runId));
  return { kind: 'memory', notice, runs, checkpoints, tunings: memoryTunings(), close: () => undefined };
}
