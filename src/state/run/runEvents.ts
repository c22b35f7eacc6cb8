/** What the worker says, written into the store, the metrics and storage. */
import type { MetricFrame, RunStatus, Sample } from '../../protocol/protocol.ts';
import type { StoredRun } from '../../storage/contract.ts';
import { keepStorage } from '../../storage/quota.ts';
import { surplusSamples } from '../../storage/samples.ts';
import type { Context } from '../context.ts';
import type { RunState } from '../contract.ts';
import type { DataFactsCache } from '../data.ts';
import type { Engine } from '../engine.ts';
import type { Errors } from '../errors.ts';
import type { Persistence } from '../runs/persistence.ts';
import type { RunList } from '../runs/runList.ts';
import type { CurrentRun } from './currentRun.ts';

/** The list of runs is a table and not a dial. */
const recordEveryMs = 1000;

interface Parts {
  readonly context: Context;
  readonly current: CurrentRun;
  readonly engine: Engine;
  readonly errors: Errors;
  readonly list: RunList;
  readonly persistence: Persistence;
  readonly data: DataFactsCache;
}

export function listenToWorker({ context, current, engine, errors, list, persistence, data }: Parts): () => void {
  const { environment, metrics, get } = context;
  const { client } = environment;
  let recordedAt = -Infinity;
  let asked = false;

  /** A heap that has run out may hold anything, and gives nothing back while its worker lives. */
  function endWorker(): void {
    client.restart();
    engine.ended();
  }

  const isCurrent = (runId: string): boolean => get().run.runId === runId;

  function onStatus(status: RunStatus): void {
    const { runId, phase, step, totalSteps } = status;
    const { run } = get();
    // The run that makes room for its own resumption also says so.
    if (isCurrent(runId) && run.phase === 'preparing' && phase === 'stopped') return;
    current.change(runId, () => ({ status, phase }));
    const now = environment.now();
    if (list.find(runId)?.phase === phase && now - recordedAt < recordEveryMs) return;
    recordedAt = now;
    list.change(runId, { phase, step, totalSteps });
  }

  function onFrame(frame: MetricFrame): void {
    if (list.find(frame.runId) === null) return;
    metrics.append(frame);
    persistence.frame(frame);
    const summary = summarise(frame, list.find(frame.runId));
    if (summary.changed) list.change(frame.runId, summary.changes);
    const { run } = get();
    // A run that was brought back has losses to compare before its first frame; the launcher asks for those.
    if (isCurrent(frame.runId) && run.latest === null && run.config !== null)
      void data.countBaselines(run.config.data, run.ownText);
    current.change(frame.runId, ({ latestValidation }) => ({
      latest: metrics.latest(frame.runId),
      latestValidation: summary.validation ?? latestValidation,
    }));
  }

  function onSample(sample: Sample): void {
    persistence.sample(sample);
    current.change(sample.runId, (run) => {
      const samples = [...run.samples.filter(({ step }) => step !== sample.step), sample];
      const surplus = surplusSamples(samples.map(({ step }) => step));
      return { samples: samples.filter(({ step }) => !surplus.includes(step)) };
    });
  }

  /** Once there is something worth keeping, the browser is asked to keep it. */
  async function askToKeep(): Promise<void> {
    if (asked) return;
    asked = true;
    await keepStorage(environment.room).catch(() => false);
  }

  const stops = [
    client.on('run.status', onStatus),
    client.on('metrics.frame', onFrame),
    client.on('run.sample', onSample),
    client.on('run.confusion', (confusion) => current.change(confusion.runId, () => ({ confusion }))),
    client.on('run.checkpoint', ({ runId, step, bytes }) => {
      current.change(runId, () => ({ checkpoint: { step, bytes, at: environment.now() } }));
      void persistence.flush();
      void askToKeep();
    }),
    client.on('run.profiling', ({ runId, made, of }) => current.change(runId, () => ({ profiling: { made, of } }))),
    client.on('engine.tuning', (tuningProgress) => context.patch('engine', { tuningProgress })),
    client.on('run.failed', ({ runId, error, step }) => {
      current.change(runId, () => ({ phase: 'failed' }));
      list.change(runId, { phase: 'failed', step });
      if (error.code === 'gpu-lost') engine.lost();
      if (error.code === 'out-of-memory') endWorker();
      errors.show(error, { runId, step });
    }),
    client.on('engine.notice', ({ error }) => {
      if (error.code === 'gpu-lost') engine.lost();
      errors.show(error, { kind: 'notice' });
    }),
    client.onCrash((error) => {
      const { run } = get();
      engine.lost();
      errors.show(error, { runId: run.runId, step: run.status?.step ?? null });
    }),
    environment.onHide(() => {
      void persistence.flush();
      const { run } = get();
      // A page that is being closed does not get an answer, but the worker may still get to writing.
      if (run.phase === 'running' && run.runId !== null)
        void client.request('run.save', { runId: run.runId }).catch(errors.caught);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

interface FrameSummary {
  readonly validation: RunState['latestValidation'];
  readonly changes: Partial<StoredRun>;
  /** A validation is worth a new row in the list; the other numbers wait for one, or for the first. */
  readonly changed: boolean;
}

/** The last figures of a frame, as far as they were measured. */
function summarise({ steps, columns }: MetricFrame, record: StoredRun | null): FrameSummary {
  const at = columns.valLossNats.findLastIndex(Number.isFinite);
  const valLossNats = columns.valLossNats[at];
  const step = steps[at];
  const validation = valLossNats === undefined || step === undefined ? null : { step, lossNats: valLossNats };
  const trainLossNats = columns.trainLossNats.findLast(Number.isFinite) ?? null;
  const measured = columns.valLossNats.filter(Number.isFinite);
  const best = Math.min(record?.bestValLossNats ?? Infinity, ...measured);
  return {
    validation,
    changed: validation !== null || record?.trainLossNats === null,
    changes: {
      ...(validation !== null && { valLossNats: validation.lossNats, bestValLossNats: best }),
      trainLossNats,
      tokensPerSecond: columns.tokensPerSecond.findLast(Number.isFinite) ?? null,
    },
  };
}
