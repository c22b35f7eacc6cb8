/**
 * Puts a run into the worker: a new one, or a stored one from its last checkpoint. Until the worker has accepted it,
 * the run before it goes on; if the worker refuses, the refused one leaves no trace.
 */
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { validate } from '../../domain/config/validate.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import { describeDifferences, diffConfigs } from '../../domain/config/diff.ts';
import type { RequestResult } from '../../protocol/protocol.ts';
import type { StoredRun } from '../../storage/contract.ts';
import { isUnfinished } from '../../storage/prune.ts';
import { textHashOf } from '../../storage/runStore.ts';
import { withLiveSettings } from '../config/derive.ts';
import type { Context } from '../context.ts';
import type { ConfigSnapshot, OwnText, RunFlag, RunState } from '../contract.ts';
import type { DataFactsCache } from '../data.ts';
import { type Engine, isWithoutEngine } from '../engine.ts';
import type { Errors } from '../errors.ts';
import type { Persistence } from '../runs/persistence.ts';
import { makeRoom } from '../runs/records.ts';
import type { RunList } from '../runs/runList.ts';
import type { CurrentRun } from './currentRun.ts';
import { newRun } from './newRun.ts';
import { readStoredRun, readText } from './readStoredRun.ts';
import { initialRun } from './runState.ts';

export const sessionKey = 'trimtab.run';
/** A run without a checkpoint is begun again without asking only if it had hardly begun. */
const hardlyBegunSteps = 20;

export interface Launcher {
  launch(snapshot: ConfigSnapshot, paused: boolean): Promise<void>;
  /** @param live goes on with the live settings of the editor in place of those it stopped with. */
  resume(runId: string, paused: boolean, live: boolean): Promise<void>;
  /** Whether the run being prepared is paused as soon as it is there. */
  pauseWhenReady(wanted: boolean): void;
}

interface Parts {
  readonly context: Context;
  readonly current: CurrentRun;
  readonly engine: Engine;
  readonly errors: Errors;
  readonly list: RunList;
  readonly persistence: Persistence;
  readonly data: DataFactsCache;
}

function flagFor(before: ExperimentConfig, after: ExperimentConfig, step: number): readonly RunFlag[] {
  const differences = diffConfigs(before, after);
  return differences.length === 0 ? [] : [{ step, text: describeDifferences(differences) }];
}

const resumed = (run: StoredRun, ownText: OwnText | null): RunState => ({
  ...initialRun,
  runId: run.id,
  phase: 'preparing',
  config: run.config,
  ownText,
  flags: run.flags,
  busy: true,
});

export function createLauncher({ context, current, engine, errors, list, persistence, data }: Parts): Launcher {
  const { environment, get, patch } = context;
  let pauseWanted = false;

  /** `none-stored` of a run that had not come to its first checkpoint: nothing is lost if it starts at 0 again. */
  function mayBeginAgain(run: StoredRun, thrown: unknown): boolean {
    const logged = Math.max(run.step, context.metrics.latest(run.id)?.step ?? 0);
    const none = thrown instanceof TrimtabError && thrown.detail['reason'] === 'none-stored';
    return none && logged <= hardlyBegunSteps;
  }

  function request(run: StoredRun, text: OwnText | null, resume: boolean, paused: boolean) {
    const payload = { runId: run.id, config: run.config, ownText: text?.text ?? null, paused };
    return engine.use(async () => {
      try {
        return await environment.client.request('run.start', { ...payload, resume });
      } catch (thrown) {
        if (isWithoutEngine(thrown)) engine.lost();
        if (!resume || !mayBeginAgain(run, thrown)) throw thrown;
        return environment.client.request('run.start', { ...payload, resume: false });
      }
    });
  }

  function withEdits(run: StoredRun): StoredRun {
    const { config, problems } = get().config;
    const wanted = withLiveSettings(run.config, config);
    return problems.length > 0 || validate(wanted).problems.length > 0 ? run : { ...run, config: wanted };
  }

  function accepted(run: StoredRun, answer: RequestResult<'run.start'>): void {
    patch('run', { facts: answer.facts, data: answer.data, busy: false });
    data.know(run.config.data, answer.data);
    const { latest, ownText } = get().run;
    if (latest !== null) void data.countBaselines(run.config.data, ownText);
    const { runId: before } = current.accept();
    if (before === null || before === run.id) return;
    const record = list.find(before);
    if (record !== null && isUnfinished(record)) list.change(before, { phase: 'stopped' });
    environment.locks.release(before);
  }

  /**
   * Forgets what was logged after the checkpoint; it will be logged again. At once, before the first new frame. Changes
   * of settings that came later now hold from here.
   */
  function goBackTo(runId: string, step: number, before: ExperimentConfig, after: ExperimentConfig): void {
    context.metrics.truncate(runId, step);
    persistence.goBack(runId, step);
    const { flags, samples } = get().run;
    patch('run', {
      resumedAt: step,
      latest: context.metrics.latest(runId),
      flags: [
        ...flags.map((flag) => ({ ...flag, step: Math.min(flag.step, step + 1) })),
        ...flagFor(before, after, step + 1),
      ],
      samples: samples.filter((sample) => sample.step <= step),
    });
    list.change(runId, { step, config: after, flags: get().run.flags });
  }

  async function pauseIfWanted(runId: string): Promise<void> {
    if (!pauseWanted) return;
    pauseWanted = false;
    await environment.client.request('run.pause', { runId }).catch((thrown: unknown) => errors.caught(thrown));
  }

  function refused(thrown: unknown): void {
    pauseWanted = false;
    current.refuse();
    environment.session.set(sessionKey, get().run.runId ?? '');
    errors.caught(thrown);
  }

  return {
    async launch(snapshot, paused) {
      const before = get().run;
      list.replace(makeRoom(get().runs.list, [before.runId]));
      const run = newRun(context, snapshot);
      await environment.locks.holdNew(run.id);
      current.prepare({ ...initialRun, runId: run.id, phase: 'preparing', config: run.config, busy: true });
      try {
        const text = await readText(context, run, snapshot.ownText);
        const hash = textHashOf(run);
        patch('run', { ownText: text });
        list.add(run, text === null || hash === null ? null : { hash, ...text });
        patch('runs', { selectedId: run.id });
        environment.session.set(sessionKey, run.id);
        accepted(run, await request(run, text, false, paused));
        await pauseIfWanted(run.id);
      } catch (thrown) {
        list.take(run.id);
        context.metrics.forget(run.id);
        environment.locks.release(run.id);
        persistence.remove(run.id);
        refused(thrown);
        patch('runs', { selectedId: before.runId ?? get().runs.selectedId });
      }
    },

    async resume(runId, paused, live) {
      const before = get().run;
      if (!(await environment.locks.hold(runId))) {
        errors.show({ code: 'run-elsewhere', detail: { run: list.find(runId)?.name ?? runId }, problems: [] });
        return;
      }
      patch('run', { busy: true });
      try {
        await persistence.flush();
        const stored = await readStoredRun(context, runId);
        const run = live ? withEdits(stored) : stored;
        const text = await readText(context, run, before.ownText);
        const { runs } = await context.storage();
        context.metrics.load(runId, await runs.metrics(runId));
        const samples = await runs.samples(runId);
        current.prepare({ ...resumed(run, text), samples, latest: context.metrics.latest(runId) });
        patch('runs', { selectedId: runId });
        environment.session.set(sessionKey, runId);
        const answer = await request(run, text, true, paused);
        goBackTo(runId, answer.step, stored.config, run.config);
        accepted(run, answer);
        errors.dismissRun(runId);
        await pauseIfWanted(runId);
      } catch (thrown) {
        if (before.runId !== runId) environment.locks.release(runId);
        refused(thrown);
      }
    },

    pauseWhenReady(wanted) {
      pauseWanted = wanted;
    },
  };
}
