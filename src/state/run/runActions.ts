/** What a person can do with the current run. Starting, resuming and stopping wait for each other; the rest does not. */
import type { RequestName, RequestPayload, RequestResult } from '../../protocol/protocol.ts';
import type { ConfigEditor } from '../config/configActions.ts';
import type { Context } from '../context.ts';
import type { ConfigSnapshot, RunActions } from '../contract.ts';
import type { Engine } from '../engine.ts';
import type { Errors } from '../errors.ts';
import type { RunList } from '../runs/runList.ts';
import type { CurrentRun } from './currentRun.ts';
import type { Launcher } from './launcher.ts';
import { createProfile } from './profile.ts';
import { isHeld } from './runState.ts';

/** A worker that has not answered by then is ended. */
const stopWithinMs = 2000;

export interface RunCommands extends RunActions {
  /** @param live with the live settings of the editor. */
  resume(runId: string, paused: boolean, live: boolean): Promise<void>;
  /** After the worker was ended: what it was training goes on from its checkpoint, or the editor's settings start. */
  goOn(): Promise<void>;
}

type RunRequest = {
  [N in RequestName]: RequestPayload<N> extends { readonly runId: string }
    ? { readonly runId: string } extends RequestPayload<N>
      ? N
      : never
    : never;
}[RequestName];

export function createRunActions(
  context: Context,
  parts: {
    readonly current: CurrentRun;
    readonly list: RunList;
    readonly launcher: Launcher;
    readonly engine: Engine;
    readonly errors: Errors;
    readonly config: ConfigEditor;
  },
): RunCommands {
  const { environment, get, patch } = context;
  const { current, list, launcher, engine, errors, config } = parts;
  let last: Promise<void> = Promise.resolve();
  /** Runs on their way into the worker, those that wait for their turn included. */
  let coming = 0;

  function inTurn(work: () => Promise<void>): Promise<void> {
    last = last.then(work).catch((thrown: unknown) => errors.caught(thrown));
    return last;
  }

  function bring(work: () => Promise<void>): Promise<void> {
    coming++;
    return inTurn(work).finally(() => {
      if (--coming === 0) launcher.pauseWhenReady(false);
    });
  }

  /** Null when there is no run, or when it failed, which has then been told. */
  async function ask<N extends RunRequest>(name: N): Promise<RequestResult<N> | null> {
    const { runId } = get().run;
    if (runId === null) return null;
    try {
      return await environment.client.request(name, { runId });
    } catch (thrown) {
      errors.caught(thrown, { runId });
      return null;
    }
  }

  const edited = (): ConfigSnapshot => {
    const { config: experiment, presetId, ownText } = get().config;
    return { config: experiment, presetId, ownText };
  };

  const start = (paused = false): Promise<void> =>
    bring(async () => {
      if (get().config.problems.length === 0) await launcher.launch(edited(), paused);
    });

  async function pause(): Promise<void> {
    if (coming > 0) launcher.pauseWhenReady(true);
    else await ask('run.pause');
  }

  /** A finished run goes on when it was given more steps. */
  const canContinue = (): boolean => {
    const { phase, status, config: running } = get().run;
    return phase === 'paused' || (phase === 'finished' && (status?.step ?? 0) < (running?.training.steps ?? 0));
  };

  /** A worker that is busy for too long is ended, which is what the person asked for. */
  function endWorker(runId: string): void {
    environment.client.restart();
    engine.ended();
    current.change(runId, () => ({ phase: 'stopped' }));
    list.change(runId, { phase: 'stopped' });
  }

  const proceed = async (): Promise<void> => void (await ask('run.continue'));

  return {
    start: ({ paused } = {}) => start(paused),
    pause,
    continue: proceed,
    async toggle() {
      const { phase } = get().run;
      if (phase === 'running' || coming > 0) await pause();
      else if (canContinue()) await proceed();
      else await start();
    },
    async step() {
      if (coming > 0) await last;
      if (!isHeld(get().run.phase)) await start(true);
      if (isHeld(get().run.phase)) await ask('run.step');
    },
    restartSameSeed: () => start(),
    async newSeed() {
      config.setValue('seed', environment.newSeed());
      await start();
    },
    applyChanges: () => start(),
    stop: () =>
      inTurn(async () => {
        const { runId, phase } = get().run;
        if (runId === null || !isHeld(phase)) return;
        patch('run', { busy: true });
        const timer = setTimeout(() => endWorker(runId), stopWithinMs);
        await ask('run.stop');
        clearTimeout(timer);
        patch('run', { busy: false });
      }),
    profile: createProfile(context, current, errors),
    save: async () => void (await ask('run.save')),
    async evaluate(tell) {
      const { runId } = get().run;
      const stop = environment.client.on('run.evaluating', (news) => {
        if (news.runId === runId) tell?.(news.share);
      });
      try {
        return await ask('run.evaluate');
      } finally {
        stop();
      }
    },
    exportFiles: () => ask('run.export'),
    async exportGguf(format) {
      const { runId } = get().run;
      if (runId === null) return null;
      try {
        return await environment.client.request('run.gguf', { runId, format });
      } catch (thrown) {
        errors.caught(thrown, { runId });
        return null;
      }
    },
    resume: (runId, paused, live) => bring(() => launcher.resume(runId, paused, live)),
    async goOn() {
      const { runId } = get().run;
      if (runId === null) await start();
      else await bring(() => launcher.resume(runId, false, true));
      if (get().engine.phase !== 'ready') await engine.ensure().catch((thrown: unknown) => errors.caught(thrown));
    },
  };
}
