/**
 * Several models trained in lock-step: the one that has done the smallest share of its plan is next, so that all are
 * level after every round, and a fork that begins earlier catches up first. They take turns on the device and never
 * share a step, which keeps each curve what it would be alone. Commands take effect between steps.
 */
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { MemberStatus, RacePhase } from '../../protocol/races.ts';
import { breath } from '../breath.ts';
import type { Member } from './member.ts';

export interface Race {
  readonly members: () => readonly Member[];
  readonly phase: () => RacePhase;
  readonly secondsLeft: () => number | null;
  start(): void;
  /** At once; the step in progress is finished after the answer. */
  pause(): void;
  /** Everyone who is not ahead makes one step. */
  step(): Promise<void>;
  /** Frees the memory of all. */
  stop(): Promise<void>;
  /** Between two steps; the race goes on afterwards. */
  atRest<T>(work: () => Promise<T>): Promise<T>;
  add(member: Member): void;
  /** Between two steps only. */
  drop(id: string): Promise<void>;
  /** Ends the race of all with an error from outside, such as a lost device. */
  fail(error: ErrorReport): void;
}

export interface RaceHooks {
  /** A command was obeyed, or a member has moved. */
  readonly changed: (phaseChanged: boolean) => void;
}

export function createRace(first: readonly Member[], { changed }: RaceHooks): Race {
  let members = first;
  let phase: RacePhase = 'paused';
  /** Work that wants all weights to stand still. */
  let guests = 0;
  let resting: Promise<void> = Promise.resolve();

  const racing = (): readonly Member[] => members.filter((member) => member.phase() === 'racing');
  const next = (): Member | undefined =>
    racing().reduce<Member | undefined>(
      (least, member) => (least && least.share() <= member.share() ? least : member),
      undefined,
    );
  const stopped = (): boolean => phase === 'stopped';
  const undisturbed = (): boolean => phase === 'running' && guests === 0;
  const over = (): RacePhase => (racing().length === 0 ? 'finished' : 'paused');

  const enter = (to: RacePhase): void => {
    phase = to;
    changed(true);
  };

  async function advance(member: Member): Promise<void> {
    await member.advance(stopped);
    if (!stopped()) changed(false);
    await breath();
  }

  async function loop(): Promise<void> {
    for (let member = next(); member && undisturbed(); member = next()) await advance(member);
    if (phase === 'running' && racing().length === 0) enter('finished');
  }

  async function round(): Promise<void> {
    const front = Math.min(...racing().map((member) => member.share()));
    for (let member = next(); member && !stopped() && member.share() <= front; member = next()) await advance(member);
    if (!stopped()) enter(over());
  }

  const queue = (work: () => Promise<void>): Promise<void> => (resting = resting.then(work));

  async function atRest<T>(work: () => Promise<T>): Promise<T> {
    guests += 1;
    const done = resting.then(work);
    resting = done.then(
      () => {},
      () => {},
    );
    try {
      return await done;
    } finally {
      guests -= 1;
      if (undisturbed()) void queue(loop);
    }
  }

  return {
    members: () => members,
    phase: () => phase,
    secondsLeft: () => secondsLeft(racing().map((member) => member.status())),
    start() {
      if (phase !== 'paused' && phase !== 'finished') return;
      if (racing().length === 0) return;
      enter('running');
      void queue(loop);
    },
    pause() {
      if (phase === 'running') enter('paused');
    },
    async step() {
      if (stopped()) return;
      if (phase === 'running') enter('paused');
      await queue(round);
    },
    async stop() {
      if (stopped()) return;
      enter('stopped');
      await resting;
      for (const { session } of members) await session.dispose();
    },
    atRest,
    add(member) {
      members = [...members, member];
      if (phase === 'finished') phase = 'paused';
      changed(true);
    },
    async drop(id) {
      const dropped = members.find((member) => member.id === id);
      members = members.filter((member) => member !== dropped);
      await dropped?.session.dispose();
      if (phase === 'running' && racing().length === 0) phase = 'finished';
      changed(true);
    },
    fail(error) {
      for (const member of racing()) member.fail(error);
      if (!stopped()) enter('finished');
    },
  };
}

/** All that is left, one after another; null while nobody's pace is known. */
function secondsLeft(racing: readonly MemberStatus[]): number | null {
  const left = racing.map(({ stepMs, step, totalSteps }) =>
    stepMs === null ? null : (stepMs * (totalSteps - step)) / 1000,
  );
  return left.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0);
}
