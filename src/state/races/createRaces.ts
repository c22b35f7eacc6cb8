/** The race view's state: a grid of entrants, the race in the worker, and repeats of it with other seeds. */
import { createStore } from 'zustand/vanilla';
import { reportOf } from '../../domain/core/errors.ts';
import { findRacePreset } from '../../domain/races/index.ts';
import { variantName, withValue } from '../../domain/races/vary.ts';
import { mostMembers } from '../../domain/races/rules.ts';
import type { ConfigEditor } from '../config/configActions.ts';
import type { Context } from '../context.ts';
import type { Engine } from '../engine.ts';
import { readText } from '../run/readStoredRun.ts';
import type { Entrant, Races, RacesState } from './contract.ts';
import { architectureName, entered, lanes, variants, withSteps, type Wanted } from './entrants.ts';
import { createRepeats } from './repeats.ts';

export const initialRaces: RacesState = {
  grid: [],
  clock: 'steps',
  steps: 400,
  presetId: null,
  raceId: null,
  members: [],
  facts: [],
  status: null,
  cursor: null,
  signs: {},
  sample: null,
  repeats: null,
  busy: false,
  error: null,
};

export interface RacesParts {
  readonly context: Context;
  readonly engine: Engine;
  readonly config: ConfigEditor;
}

export function createRaces({ context, engine, config: editor }: RacesParts): Races {
  const { environment, metrics } = context;
  const { client } = environment;
  const newId = (): string => environment.newId();
  const store = createStore<RacesState>(() => initialRaces);
  const get = store.getState;
  const patch = (changes: Partial<RacesState>): void => store.setState(changes);
  /** Whose frames are drawn. */
  let drawn = new Set<string>();

  const stops = [
    client.on('race.status', (status) => void (status.raceId === get().raceId && patch({ status }))),
    client.on('metrics.frame', (frame) => void (drawn.has(frame.runId) && metrics.append(frame))),
    client.onCrash(() => patch({ raceId: null, status: null, members: [], busy: false })),
  ];

  /** A command to the worker; what it refuses is shown and changes nothing. */
  async function attempt(work: () => Promise<Partial<RacesState> | null>): Promise<boolean> {
    if (get().busy) return false;
    patch({ busy: true, error: null });
    try {
      patch({ ...(await work()), busy: false });
      return true;
    } catch (thrown) {
      patch({ busy: false, error: reportOf(thrown) });
      return false;
    }
  }

  const enter = (wanted: readonly Wanted[], changes: Partial<RacesState> = {}): void =>
    patch({ presetId: null, ...changes, grid: entered(changes.grid ?? get().grid, wanted, newId), error: null });

  const edited = () => {
    const { config, ownText } = context.get().config;
    return { config, ownText: ownText?.text ?? null };
  };

  function forget(kept: readonly string[]): void {
    for (const id of drawn) if (!kept.includes(id)) metrics.forget(id);
    drawn = new Set([...drawn].filter((id) => kept.includes(id)));
  }

  /** Puts these into a race of their own; the race before is over. */
  async function begin(entrants: readonly Entrant[], paused: boolean): Promise<Partial<RacesState>> {
    const before = { raceId: get().raceId, members: get().members, status: get().status };
    const raceId = newId();
    for (const { id } of entrants) drawn.add(id);
    patch({ raceId, members: entrants, status: null, facts: [], cursor: null, signs: {}, sample: null });
    try {
      const started = await engine.use(() =>
        client.request('race.start', {
          raceId,
          clock: get().clock,
          paused,
          entrants: entrants.map(({ id, config, ownText }) => ({ id, config, ownText })),
        }),
      );
      return { facts: started.facts, status: get().status ?? started.status };
    } catch (thrown) {
      // The worker has ended the race before, whatever became of this one.
      patch({ ...before, raceId: null, status: null, members: [] });
      throw thrown;
    }
  }

  const renewed = (entrants: readonly Entrant[], steps: number): readonly Entrant[] =>
    entrants.map((entrant) => ({ ...entrant, id: newId(), parent: null, config: withSteps(entrant.config, steps) }));

  async function command(name: 'race.pause' | 'race.continue' | 'race.step' | 'race.stop'): Promise<void> {
    const { raceId } = get();
    if (raceId === null) return;
    await attempt(async () => ({ status: await client.request(name, { raceId }) }));
  }

  const repeats = createRepeats({
    get,
    patch,
    begin,
    latest: (id) => metrics.latest(id),
    newId,
    attempt,
    subscribe: store.subscribe,
  });

  return {
    store,
    actions: {
      enterVaried(path, values) {
        const { config, ownText } = edited();
        enter(variants(config, ownText, path, values));
      },
      enterCurrent() {
        const { config, ownText } = edited();
        enter([{ name: architectureName(config), config, ownText }]);
      },
      enterRun(runId) {
        const run = context.get().runs.list.find(({ id }) => id === runId);
        if (run === undefined) return;
        void attempt(async () => {
          const text = await readText(context, run, context.get().config.ownText);
          enter([{ name: { en: run.name, zh: run.name }, config: run.config, ownText: text?.text ?? null }]);
          return null;
        });
      },
      enterPreset(id) {
        const preset = findRacePreset(id);
        if (preset === undefined) return;
        const wanted = lanes(preset);
        const steps = wanted[0]?.config.training.steps ?? initialRaces.steps;
        enter(wanted, { grid: [], presetId: id, steps, clock: 'steps' });
      },
      leave: (id) => patch({ grid: get().grid.filter((entrant) => entrant.id !== id) }),
      clear: () => patch({ grid: [], presetId: null }),
      setClock: (clock) => patch({ clock }),
      setSteps: (steps) => patch({ steps }),
      async start(paused = false) {
        const entrants = renewed(get().grid, get().steps);
        if (entrants.length === 0) return;
        await attempt(async () => {
          forget([]);
          patch({ repeats: null });
          return begin(entrants, paused);
        });
      },
      pause: () => command('race.pause'),
      continue: () => command('race.continue'),
      step: () => command('race.step'),
      stop: () => command('race.stop'),
      async fork(memberId, step, path, value) {
        const { raceId, members } = get();
        const parent = members.find(({ id }) => id === memberId);
        if (raceId === null || parent === undefined || members.length >= mostMembers) return;
        const config = withValue(parent.config, path, value);
        const wanted = { name: variantName(config, path), config, ownText: parent.ownText };
        const entrant = entered(members, [wanted], newId).at(-1);
        if (entrant === undefined) return;
        const { id, ownText } = entrant;
        await attempt(async () => {
          drawn.add(id);
          const from = { memberId, step };
          const { facts, status } = await client.request('race.join', {
            raceId,
            entrant: { id, config, ownText },
            from,
          });
          const forked = { ...entrant, parent: { id: memberId, step } };
          return { members: [...get().members, forked], facts: [...get().facts, facts], status };
        });
      },
      async drop(memberId) {
        const { raceId } = get();
        if (raceId === null) return;
        await attempt(async () => {
          const status = await client.request('race.drop', { raceId, memberId });
          return { status, members: get().members.filter(({ id }) => id !== memberId) };
        });
      },
      scrub: (cursor) => patch({ cursor }),
      async look(memberId, step) {
        const { raceId } = get();
        if (raceId === null) return;
        await attempt(async () => ({ sample: await client.request('race.sample', { raceId, memberId, step }) }));
      },
      async measureSigns(memberId) {
        const { raceId } = get();
        if (raceId === null) return;
        await attempt(async () => {
          const signs = await client.request('race.signs', { raceId, memberId });
          return { signs: { ...get().signs, [memberId]: signs } };
        });
      },
      takeSettings(memberId) {
        const member = get().members.find(({ id }) => id === memberId);
        if (member === undefined) return;
        const { ownText } = context.get().config;
        const own = member.ownText === null ? ownText : { name: member.name.en, text: member.ownText };
        editor.replace({ config: member.config, presetId: null, ownText: own });
      },
      repeat: (times) => repeats.run(times),
    },
    dispose() {
      stops.forEach((stop) => stop());
    },
  };
}
