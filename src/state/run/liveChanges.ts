/**
 * Sends edits of live settings to the running model, together when they come together, and marks them on the curve.
 * Illegal settings are never sent; structural ones wait for a restart. A gesture that is sent in several parts leaves
 * one flag.
 */
import { describeDifferences, diffConfigs } from '../../domain/config/diff.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { validate } from '../../domain/config/validate.ts';
import { withLiveSettings } from '../config/derive.ts';
import type { Context } from '../context.ts';
import type { RunFlag } from '../contract.ts';
import type { Errors } from '../errors.ts';
import type { RunList } from '../runs/runList.ts';
import { isHeld } from './runState.ts';

const settleMs = 200;
const gestureMs = 1500;

interface Gesture {
  readonly before: ExperimentConfig;
  readonly paths: string;
  readonly flag: RunFlag;
  readonly at: number;
}

export function followLiveChanges(context: Context, errors: Errors, list: RunList): () => void {
  const { store, get, patch, environment } = context;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending = false;
  let gesture: Gesture | null = null;

  /** What the worker should have and has not; null when there is nothing to send. */
  function due(): ExperimentConfig | null {
    const { config, run } = get();
    if (run.config === null || run.facts === null || !isHeld(run.phase) || config.problems.length > 0) return null;
    const wanted = withLiveSettings(run.config, config.config);
    return wanted === run.config || validate(wanted).problems.length > 0 ? null : wanted;
  }

  function mark(before: ExperimentConfig, after: ExperimentConfig, step: number): void {
    const { run } = get();
    const now = environment.now();
    const paths = pathsOf(before, after);
    const same = gesture !== null && gesture.paths === paths && now - gesture.at <= gestureMs ? gesture : null;
    const start = same?.before ?? before;
    const differences = diffConfigs(start, after);
    const flag = { step: same?.flag.step ?? step, text: describeDifferences(differences) };
    const others = same === null ? run.flags : run.flags.filter((other) => other !== same.flag);
    const flags = differences.length === 0 ? others : [...others, flag];
    gesture = { before: start, paths, flag, at: now };
    patch('run', { config: after, flags });
    if (run.runId !== null) list.change(run.runId, { config: after, flags, totalSteps: after.training.steps });
  }

  async function send(): Promise<void> {
    if (sending) return schedule();
    const wanted = due();
    const { runId, config } = get().run;
    if (wanted === null || runId === null || config === null) return;
    sending = true;
    try {
      const { step } = await environment.client.request('run.update', { runId, config: wanted });
      if (get().run.runId === runId) mark(config, wanted, step);
    } catch (thrown) {
      errors.caught(thrown, { runId });
    } finally {
      sending = false;
    }
  }

  function schedule(): void {
    clearTimeout(timer);
    timer = due() === null ? undefined : setTimeout(() => void send(), settleMs);
  }

  const stop = store.subscribe(({ config, run }, { config: editedBefore, run: before }) => {
    const edited = config.config !== editedBefore.config;
    const changed = run.config !== before.config || run.phase !== before.phase || run.facts !== before.facts;
    if (edited || changed) schedule();
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

const pathsOf = (before: ExperimentConfig, after: ExperimentConfig): string =>
  diffConfigs(before, after)
    .map(({ path }) => path)
    .join();
