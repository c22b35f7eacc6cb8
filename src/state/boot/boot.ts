/** Carries out the plan: opens storage, fills the list of runs, restores or starts. */
import { TrimtabError } from '../../domain/core/errors.ts';
import { findPreset } from '../../domain/presets/index.ts';
import type { StoredRun } from '../../storage/contract.ts';
import { isUnfinished } from '../../storage/prune.ts';
import type { ConfigEditor } from '../config/configActions.ts';
import type { Context } from '../context.ts';
import type { ConfigSnapshot } from '../contract.ts';
import type { DataFactsCache } from '../data.ts';
import type { Engine } from '../engine.ts';
import type { Errors } from '../errors.ts';
import { sessionKey } from '../run/launcher.ts';
import { checkedRun, readText } from '../run/readStoredRun.ts';
import type { RunCommands } from '../run/runActions.ts';
import { show } from '../runs/records.ts';
import type { RunList } from '../runs/runList.ts';
import type { RunsCommands } from '../runs/runsActions.ts';
import { readAddress, type ReadAddress } from '../urlSync.ts';
import { mayAutostart, planBoot, type Plan } from './plan.ts';

/** More stored runs than this, and the least recently used go at the next start. */
const mostRuns = 100;

interface Parts {
  readonly context: Context;
  readonly config: ConfigEditor;
  readonly data: DataFactsCache;
  readonly engine: Engine;
  readonly errors: Errors;
  readonly list: RunList;
  readonly run: RunCommands;
  readonly runs: RunsCommands;
  /** The editor has its experiment; from now on the address follows it. */
  readonly edited: () => void;
}

export async function boot(parts: Parts): Promise<void> {
  const { context, config, data, engine, errors, list, run, runs } = parts;
  const { environment, get, patch } = context;
  const address = readAddress(environment.address.search());
  tellProblems(address, errors);
  const { backend, precision } = address;
  if (backend !== null || precision !== null) {
    engine.set({ ...(backend && { choice: backend }), ...(precision && { precision }) });
  }
  const autostart = mayAutostart(get().preferences.autostart, environment);
  // The engine takes longest: it starts while storage opens, and reads the text that it will probably train on.
  const engineStarted = autostart ? startEngine() : false;
  if (autostart) readAhead(address.snapshot ?? get().config);

  const storage = await context.storage();
  patch('view', { storage: storage.kind });
  if (storage.notice !== null) errors.show(storage.notice, { kind: 'notice' });
  const stored = await readRuns(context, errors);
  // Nobody knows yet which of them another tab is training; whoever is not at it has been interrupted.
  list.load(stored.map((kept) => ({ ...kept, visible: false, phase: isUnfinished(kept) ? 'paused' : kept.phase })));

  const sessionRunId = environment.session.get(sessionKey) || null;
  const plan = planBoot({
    address: address.snapshot,
    addressIsOurs: environment.address.isOurs(),
    sessionRunId,
    runs: stored,
    autostart,
    place: get().view.place,
  });
  if (await restore(plan)) {
    if (sessionRunId !== null)
      runs.reveal(
        stored
          .filter((kept) => kept.visible)
          .toReversed()
          .map((kept) => kept.id),
      );
  } else {
    if (plan.edit !== null) config.initialize(plan.edit);
    parts.edited();
    if (!plan.start) await data.describe(get().config.config.data, get().config.ownText);
    else if (await engineStarted) await run.start();
  }
  await runs.limit(mostRuns);

  /** Whatever goes wrong here is told by the run that needs the text. */
  function readAhead({ config: wanted }: ConfigSnapshot): void {
    environment.client.request('data.describe', { data: wanted.data, ownText: null }).catch(() => undefined);
  }

  async function startEngine(): Promise<boolean> {
    try {
      await engine.ensure();
      return true;
    } catch (thrown) {
      errors.caught(thrown);
      return false;
    }
  }

  async function restore({ restore: wanted, edit }: Plan): Promise<boolean> {
    if (wanted === null || !(await environment.locks.hold(wanted.run.id, wanted.waitMs))) return false;
    const { id, presetId, config: running } = wanted.run;
    const own = { config: running, presetId: findPreset(presetId ?? '')?.id ?? null };
    const ownText = await readText(context, wanted.run, null).catch(() => null);
    config.initialize({ ...(edit ?? own), ownText });
    parts.edited();
    list.replace(show(get().runs.list, id, [id]));
    await run.resume(id, wanted.paused, false);
    return true;
  }
}

function tellProblems({ problems }: ReadAddress, errors: Errors): void {
  if (problems.length === 0) return;
  const key = problems.map(({ path }) => path).join(', ');
  errors.show(new TrimtabError('bad-url', { key }, problems).report());
}

async function readRuns(context: Context, errors: Errors): Promise<readonly StoredRun[]> {
  try {
    const { runs } = await context.storage();
    return (await runs.list()).map(checkedRun);
  } catch (thrown) {
    errors.caught(thrown, { kind: 'notice' });
    return [];
  }
}
