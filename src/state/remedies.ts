/** What each remedy button does. */
import { valueAt } from '../domain/config/fields.ts';
import type { RemedyAction } from '../domain/core/errors.ts';
import type { EngineSettings } from '../protocol/protocol.ts';
import type { ConfigEditor } from './config/configActions.ts';
import type { Context } from './context.ts';
import type { EngineActions, ErrorActions, PreferenceActions, RunsActions } from './contract.ts';
import type { Engine } from './engine.ts';
import type { Errors } from './errors.ts';
import { createKernelActions } from './kernels.ts';
import { createMeasure } from './measure.ts';
import type { Races } from './races/contract.ts';
import type { RunCommands } from './run/runActions.ts';
import { isHeld } from './run/runState.ts';

interface Parts {
  readonly context: Context;
  readonly engine: Engine;
  readonly errors: Errors;
  readonly config: ConfigEditor;
  readonly run: RunCommands;
  readonly runs: RunsActions;
  readonly preferences: PreferenceActions;
}

/** A learning rate that made training diverge is divided by this. */
const lowerBy = 3;

export function createEngineActions({
  context,
  engine,
  errors,
  run,
}: Pick<Parts, 'context' | 'engine' | 'errors' | 'run'>): EngineActions {
  const { environment, get } = context;

  async function restart(): Promise<void> {
    environment.client.restart();
    engine.lost();
    await run.goOn();
  }

  async function startWith(settings: Partial<EngineSettings>): Promise<void> {
    const { phase: enginePhase, choice, precision } = get().engine;
    const wanted = { choice, precision, ...settings };
    const same = wanted.choice === choice && wanted.precision === precision;
    if (same && (enginePhase === 'ready' || enginePhase === 'starting')) return;
    const { runId, phase } = get().run;
    if (isHeld(phase)) await run.save();
    environment.client.restart();
    engine.set(settings);
    // A run on its way into the worker finds its way into the next one by itself.
    const brings = runId !== null && phase !== 'stopped' && phase !== 'preparing';
    if (brings) await run.resume(runId, phase === 'paused', true);
    else await engine.ensure().catch((thrown: unknown) => errors.caught(thrown));
  }

  return {
    restart,
    choose: (choice) => startWith({ choice }),
    choosePrecision: (precision) => startWith({ precision }),
    measure: createMeasure(context, engine, errors),
    ...createKernelActions(context, engine, errors),
  };
}

interface ErrorParts extends Parts {
  readonly engineActions: EngineActions;
  readonly races: () => Promise<Races>;
}

export function createErrorActions(parts: ErrorParts): ErrorActions {
  const { context, errors, config, run, runs, preferences, engineActions, races } = parts;
  const { get } = context;
  const numberAt = (path: string): number => Number(valueAt(get().config.config, path) ?? 0);

  async function restoreCheckpoint(): Promise<void> {
    const { runId } = get().run;
    if (runId !== null) await run.resume(runId, false, true);
  }

  const perform: Readonly<Record<RemedyAction, () => void | Promise<unknown>>> = {
    'open-settings': () => preferences.setLayout({ leftOpen: true }),
    'restore-checkpoint': restoreCheckpoint,
    'restart-run': () => run.start(),
    'restart-worker': engineActions.restart,
    'use-wasm': () => engineActions.choose('wasm'),
    'halve-batch': () => {
      config.setValue('training.batchSize', Math.max(1, Math.floor(numberAt('training.batchSize') / 2)));
      return run.start();
    },
    'end-race': async () => (await races()).actions.stop(),
    'lower-learning-rate': async () => {
      config.setValue('optimizer.learningRate', Number((numberAt('optimizer.learningRate') / lowerBy).toPrecision(2)));
      await restoreCheckpoint();
    },
    'delete-old-runs': () => runs.prune(),
    'choose-file': () => {
      config.setValue('data.corpus', 'own-text');
      preferences.setLayout({ leftOpen: true });
    },
    'open-model': () => context.patch('view', { dialog: 'open-model' }),
    dismiss: () => undefined,
  };

  return {
    dismiss: errors.dismiss,
    async perform(id, action) {
      errors.dismiss(id);
      await perform[action]();
    },
  };
}
