/** Races: members opened with their data and memory, told about in events, and looked into between two steps. */
import { resolve } from '../domain/config/resolve.ts';
import type { ExperimentConfig } from '../domain/config/schema.ts';
import { TrimtabError } from '../domain/core/errors.ts';
import type { DataSource } from '../domain/data/contract.ts';
import { objectiveData } from '../domain/data/objectiveData.ts';
import { neededBytes, type MemoryNeeds } from '../domain/limits/memory.ts';
import { sameTensors } from '../domain/races/comparable.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { breath } from '../engine/breath.ts';
import { createMember, type Member } from '../engine/races/member.ts';
import { createRace, type Race } from '../engine/races/race.ts';
import { signsOf } from '../engine/races/signs.ts';
import { writeSample } from '../engine/train/sample.ts';
import { createSession } from '../engine/train/session.ts';
import { factsOf } from '../engine/train/facts.ts';
import type { TrainingState } from '../engine/train/trainingSession.ts';
import type { Emit, Handlers } from '../protocol/protocol.ts';
import { mostMembers } from '../domain/races/rules.ts';
import type { EntrantFacts, RaceEntrant, RaceRequests, RaceStatus } from '../protocol/races.ts';
import type { CheckpointStore } from '../storage/contract.ts';
import type { PrepareData } from './dataSources.ts';
import { metricFrames, type MetricFrames } from './metricFrames.ts';
import { checkpointOf } from './storeCheckpoint.ts';

export interface RaceParts {
  readonly emit: Emit;
  readonly prepare: PrepareData;
  readonly checkpoints: () => Promise<CheckpointStore>;
  readonly engine: () => Engine;
  /** Only one trains at a time: the active run is paused, and what is being measured is waited for. */
  readonly clearTrack: () => Promise<void>;
  /** What the active run holds. */
  readonly held: () => readonly MemoryNeeds[];
}

export interface Races {
  readonly handlers: Pick<Handlers, keyof RaceRequests>;
  /** Somebody else is going to train or measure; null where nobody races. */
  pause(): Promise<void> | null;
  /** What its members hold, however they stand; the weights of earlier steps lie outside the device and do not count. */
  holds(): readonly MemoryNeeds[];
  /** Its engine is gone, or goes. */
  end(error: TrimtabError | null): Promise<void>;
}

interface Track {
  readonly raceId: string;
  readonly race: Race;
  readonly frames: Map<string, MetricFrames>;
}

const statusEveryMs = 100;

export function createRaces({ emit, prepare, checkpoints, engine, clearTrack, held }: RaceParts): Races {
  let track: Track | null = null;
  let toldAt = -Infinity;

  const statusOf = ({ raceId, race }: Track): RaceStatus => ({
    raceId,
    phase: race.phase(),
    members: race.members().map((member) => member.status()),
    secondsLeft: race.secondsLeft(),
  });

  const trackOf = (raceId: string): Track => {
    if (track?.raceId !== raceId)
      throw new TrimtabError('internal', { message: `race ${raceId} is not the present one` });
    return track;
  };

  const memberOf = (of: Track, id: string): Member => {
    const member = of.race.members().find((each) => each.id === id);
    if (!member) throw new TrimtabError('internal', { message: `no member ${id}` });
    return member;
  };

  const tell = (of: Track, atOnce: boolean): void => {
    if (!atOnce && performance.now() - toldAt < statusEveryMs) return;
    toldAt = performance.now();
    if (atOnce) for (const frames of of.frames.values()) frames.flush();
    emit('race.status', statusOf(of));
  };

  const dataOf = async ({ config, ownText }: RaceEntrant): Promise<DataSource> =>
    objectiveData(config, await prepare(config.data, ownText));

  async function measure(entrant: RaceEntrant): Promise<EntrantFacts> {
    const { id, config } = entrant;
    const data = await dataOf(entrant);
    const resolved = resolve(config);
    const time = data.window(resolved.model.definition.context(resolved.model.settings));
    return { id, totalSteps: config.training.steps, ...factsOf(resolved, config, data, time, engine().keepsAttention) };
  }

  function requireRoom(members: readonly MemoryNeeds[]): void {
    const bytes = [...held(), ...members].reduce((sum, facts) => sum + neededBytes(facts), 0);
    if (bytes > engine().byteLimit) throw new TrimtabError('out-of-memory', { bytes });
  }

  async function open(
    entrant: RaceEntrant,
    frames: Map<string, MetricFrames>,
    start: (Omit<TrainingState, 'state'> & { readonly state: TrainingState['state'] | null }) | null,
  ): Promise<Member> {
    const { id, config } = entrant;
    const data = await dataOf(entrant);
    const session = createSession({ engine: engine(), config, data, start });
    const own = metricFrames(id, emit);
    frames.set(id, own);
    return createMember({ id, session, explain: engine().explain, metrics: own.add });
  }

  async function end(error: TrimtabError | null): Promise<void> {
    const ended = track;
    track = null;
    if (!ended) return;
    if (error) ended.race.fail(error.report());
    await ended.race.stop();
  }

  async function begin({
    raceId,
    entrants,
    clock,
    paused,
  }: RaceRequests['race.start'][0]): Promise<RaceRequests['race.start'][1]> {
    requireCount(entrants.length);
    await end(null);
    await clearTrack();
    const measured: EntrantFacts[] = [];
    for (const entrant of entrants) measured.push(await measure(entrant));
    requireRoom(measured);
    const facts = clock === 'flops' ? withEqualFlops(measured) : measured;
    const frames = new Map<string, MetricFrames>();
    const members: Member[] = [];
    try {
      for (const [index, entrant] of entrants.entries()) {
        const config = withSteps(entrant.config, facts[index]?.totalSteps ?? entrant.config.training.steps);
        members.push(await open({ ...entrant, config }, frames, null));
      }
    } catch (thrown) {
      for (const { session } of members) await session.dispose();
      throw await engine().explain(thrown);
    }
    const race = createRace(members, { changed: (atOnce) => tell(begun, atOnce) });
    const begun: Track = { raceId, race, frames };
    track = begun;
    if (!paused) race.start();
    return { facts, status: statusOf(begun) };
  }

  const commanded = async (raceId: string, command: (race: Race) => void | Promise<void>): Promise<RaceStatus> => {
    const of = trackOf(raceId);
    await command(of.race);
    return statusOf(of);
  };

  async function join({ raceId, entrant, from }: RaceRequests['race.join'][0]): Promise<RaceRequests['race.join'][1]> {
    const of = trackOf(raceId);
    requireCount(of.race.members().length + 1);
    const facts = await measure(entrant);
    requireRoom([facts, ...of.race.members().map(({ session }) => session.facts)]);
    await of.race.atRest(async () => {
      const start = from && (await startOf(memberOf(of, from.memberId), from.step, entrant.config));
      of.race.add(await open(entrant, of.frames, start));
    });
    return { facts, status: statusOf(of) };
  }

  const pause = (): Promise<void> | null => {
    if (track?.race.phase() !== 'running') return null;
    const { race } = track;
    race.pause();
    return race.atRest(() => Promise.resolve());
  };

  return {
    pause,
    holds: () => track?.race.members().map(({ session }) => session.facts) ?? [],
    end,
    handlers: {
      'race.start': begin,
      'race.pause': ({ raceId }) => commanded(raceId, (race) => race.pause()),
      async 'race.continue'({ raceId }) {
        await clearTrack();
        return commanded(raceId, (race) => race.start());
      },
      async 'race.step'({ raceId }) {
        await clearTrack();
        return commanded(raceId, (race) => race.step());
      },
      async 'race.stop'({ raceId }) {
        const of = trackOf(raceId);
        await end(null);
        return statusOf(of);
      },
      'race.join': join,
      async 'race.drop'({ raceId, memberId }) {
        const of = trackOf(raceId);
        await of.race.atRest(() => of.race.drop(memberId));
        of.frames.delete(memberId);
        return statusOf(of);
      },
      'race.keep': ({ raceId, memberId, step: wanted, runId }) => {
        const of = trackOf(raceId);
        return of.race.atRest(async () => {
          const { session, stateAt, spentSeconds } = memberOf(of, memberId);
          const state = await stateAt(wanted ?? session.step);
          if (!state) throw notKept();
          const { step } = state;
          const bytes = checkpointOf(session, state, spentSeconds(step));
          await (await checkpoints()).save({ runId, step, bytes, createdAt: Date.now() });
          return { step, bytes: bytes.byteLength };
        });
      },
      'race.signs': ({ raceId, memberId }) => {
        const of = trackOf(raceId);
        const pauseWhileOthers = async (): Promise<boolean> => {
          await breath();
          return of.race.phase() === 'stopped';
        };
        return of.race.atRest(() => signsOf(memberOf(of, memberId).session, pauseWhileOthers));
      },
      'race.sample': ({ raceId, memberId, step }) => {
        const of = trackOf(raceId);
        return of.race.atRest(async () => {
          const { session, stateAt } = memberOf(of, memberId);
          const stopped = (): boolean => of.race.phase() === 'stopped';
          if (step === null) return writeSample(memberId, session, stopped);
          const state = await stateAt(step);
          if (!state) throw notKept();
          const { config, data } = session;
          const earlier = createSession({ engine: engine(), config, data, start: state });
          try {
            return await writeSample(memberId, earlier, stopped);
          } finally {
            await earlier.dispose();
          }
        });
      },
    },
  };
}

function requireCount(count: number): void {
  if (count >= 1 && count <= mostMembers) return;
  throw new TrimtabError('bad-config', { reason: 'race-members' });
}

const withSteps = (config: ExperimentConfig, steps: number): ExperimentConfig => ({
  ...config,
  training: { ...config.training, steps },
});

/** As many steps of each as cost what the first one's cost. */
function withEqualFlops(facts: readonly EntrantFacts[]): readonly EntrantFacts[] {
  const [first] = facts;
  const budget = (first?.totalSteps ?? 0) * (first?.flopsPerStep ?? 0);
  return facts.map((each) => ({ ...each, totalSteps: Math.max(1, Math.round(budget / each.flopsPerStep)) }));
}

const notKept = (): TrimtabError => new TrimtabError('bad-checkpoint', { reason: 'step-not-kept' });

/** A fork takes weights along where it has the same tensors, and the optimizer's state where it has the same optimizer. */
async function startOf(
  { session, stateAt }: Member,
  step: number,
  config: ExperimentConfig,
): Promise<Omit<TrainingState, 'state'> & { readonly state: TrainingState['state'] | null }> {
  const vocabulary = session.data.tokenizer.size;
  if (!sameTensors(session.config, config, vocabulary))
    throw new TrimtabError('bad-config', { reason: 'other-tensors' });
  const state = await stateAt(step);
  if (!state) throw notKept();
  return config.optimizer.method === session.config.optimizer.method ? state : { ...state, state: null };
}
