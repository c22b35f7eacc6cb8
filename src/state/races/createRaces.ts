/** The race view's state: a grid of entrants, the race in the worker, and repeats of it with other seeds. */
import { createStore } from 'zustand/vanilla';
import { reportOf } from '../../domain/core/errors.ts';
import { sameTensors } from '../../domain/races/comparable.ts';
import { brokenCase, curedCase } from '../../domain/races/failures/contract.ts';
import { findFailure } from '../../domain/races/failures/index.ts';
import { findRacePreset } from '../../domain/races/index.ts';
import { variantName, withValue } from '../../domain/races/vary.ts';
import { mostMembers } from '../../domain/races/rules.ts';
import type { ConfigEditor } from '../config/configActions.ts';
import type { Engine } from '../engine.ts';
import { readText } from '../run/readStoredRun.ts';
import type { Entrant, Races, RacesState } from './contract.ts';
import { architectureName, entered, lanes, variants, withSteps, type Wanted } from './entrants.ts';
import { createHeirs, type HeirParts } from './heirs.ts';
import { createRepeats } from './repeats.ts';

export const initialRaces: RacesState = {
  grid: [],
  clock: 'steps',
  steps: 400,
  presetId: null,
  failureId: null,
  raceId: null,
  members: [],
  facts: [],
  status: null,
  cursor: null,
  signs: {},
  sample: null,
  repeats: null,
  kept: {},
  busy: false,
  error: null,
};

export interface RacesParts extends HeirParts {
  readonly engine: Engine;
  readonly config: ConfigEditor;
}

export function createRaces({ engine, config: editor, ...parts }: RacesParts): Races {
  const { context } = parts;
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

  /** One more in the race that is on, with the weights of `parent` or with initial ones. */
  async function join(wanted: Wanted, parent: Entrant['parent'], goOn = false): Promise<void> {
    const { raceId, members } = get();
    const entrant = members.length < mostMembers ? entered(members, [wanted], newId).at(-1) : undefined;
    if (raceId === null || entrant === undefined) return;
    const { id, config, ownText } = entrant;
    await attempt(async () => {
      drawn.add(id);
      const from = parent && { memberId: parent.id, step: parent.step };
      const { facts, status } = await client.request('race.join', { raceId, entrant: { id, config, ownText }, from });
      return {
        members: [...get().members, { ...entrant, parent }],
        facts: [...get().facts, facts],
        // Before anybody can ask for something else.
        status: goOn ? await client.request('race.continue', { raceId }) : status,
      };
    });
  }

  const heirs = createHeirs(parts);
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
          patch({ repeats: null, failureId: null });
          return begin(entrants, paused);
        });
      },
      pause: () => command('race.pause'),
      continue: () => command('race.continue'),
      step: () => command('race.step'),
      stop: () => command('race.stop'),
      async fork(memberId, step, path, value) {
        const parent = get().members.find(({ id }) => id === memberId);
        if (parent === undefined) return;
        const config = withValue(parent.config, path, value);
        const wanted = { name: variantName(config, path), config, ownText: parent.ownText };
        await join(wanted, { id: memberId, step });
      },
      async breakOnPurpose(failureId) {
        const failure = findFailure(failureId);
        if (failure === undefined) return;
        const broken = { name: failure.name, ...brokenCase(failure) };
        await attempt(async () => {
          forget([]);
          patch({ repeats: null, failureId, clock: 'steps' });
          return begin(entered([], [broken], newId), false);
        });
      },
      async cure() {
        const { failureId, members } = get();
        const failure = findFailure(failureId ?? '');
        const [broken] = members;
        if (failure === undefined || broken === undefined) return;
        const wanted = { name: failure.cure.name, ...curedCase(failure) };
        const fits = failure.text === undefined && sameTensors(broken.config, wanted.config, 1);
        await join(wanted, fits ? { id: broken.id, step: 0 } : null, true);
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
      async keep(memberId, step) {
        const member = get().members.find(({ id }) => id === memberId);
        if (member === undefined || get().raceId === null) return;
        await attempt(async () => {
          const runId = await heirs.keep(get(), member, step);
          return { kept: { ...get().kept, [memberId]: runId } };
        });
      },
      async forkRun(runId) {
        await attempt(async () => {
          await heirs.fork(runId);
          return null;
        });
      },
      async openRun(runId) {
        await attempt(async () => {
          await heirs.open(runId);
          return null;
        });
      },
      repeat: (times) => repeats.run(times),
    },
    dispose() {
      stops.forEach((stop) => stop());
    },
  };
}
