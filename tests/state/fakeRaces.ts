/** Races on paper: the curves of the fake engine, all members a step at a time, moved by `advance`. */
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { TrimtabError } from '../../src/domain/core/errors.ts';
import type { Emit, Handlers, RunFacts } from '../../src/protocol/protocol.ts';
import type { RacePhase, RaceRequests, RaceStatus } from '../../src/protocol/races.ts';
import { evaluateEvery, frameOf, sampleAt, stepMs } from './fakeCurve.ts';

interface Member {
  readonly id: string;
  readonly config: ExperimentConfig;
  readonly from: number;
  step: number;
}

export interface FakeRaces {
  readonly handlers: Pick<Handlers, keyof RaceRequests>;
  /** All who race make so many steps. */
  advance(steps: number): void;
}

export function fakeRaces(
  emit: Emit,
  factsOf: (config: ExperimentConfig) => RunFacts,
  checkpoints: Map<string, number>,
): FakeRaces {
  let raceId = '';
  let phase: RacePhase = 'stopped';
  let members: Member[] = [];

  const total = ({ config }: Member): number => config.training.steps;
  const status = (): RaceStatus => ({
    raceId,
    phase,
    secondsLeft: null,
    members: members.map((member) => ({
      id: member.id,
      phase: member.step < total(member) ? 'racing' : 'finished',
      step: member.step,
      totalSteps: total(member),
      stepMs: member.step === 0 ? null : stepMs,
      snapshots: Array.from(
        { length: Math.floor((member.step - member.from) / evaluateEvery) + 1 },
        (_, n) => member.from + n * evaluateEvery,
      ),
      error: null,
    })),
  });

  const told = (of: string, next: RacePhase): RaceStatus => {
    if (of !== raceId) throw new TrimtabError('internal', { message: `no race ${of}` });
    phase = next;
    emit('race.status', status());
    return status();
  };

  function train(steps: number): void {
    for (const member of members) {
      const to = Math.min(total(member), member.step + steps);
      if (to > member.step) emit('metrics.frame', frameOf(member.id, member.config, member.step, to));
      member.step = to;
    }
    told(raceId, members.every((member) => member.step === total(member)) ? 'finished' : phase);
  }

  return {
    advance: (steps) => void (phase === 'running' && train(steps)),
    handlers: {
      async 'race.start'({ raceId: id, entrants, paused }) {
        raceId = id;
        members = entrants.map(({ id: memberId, config }) => ({ id: memberId, config, from: 0, step: 0 }));
        const facts = members.map((each) => ({ id: each.id, totalSteps: total(each), ...factsOf(each.config) }));
        return { facts, status: told(id, paused ? 'paused' : 'running') };
      },
      'race.pause': async (of) => told(of.raceId, 'paused'),
      'race.continue': async (of) => told(of.raceId, 'running'),
      async 'race.step'(of) {
        told(of.raceId, 'paused');
        train(1);
        return status();
      },
      'race.stop': async (of) => told(of.raceId, 'stopped'),
      async 'race.join'({ raceId: id, entrant, from }) {
        const step = from?.step ?? 0;
        members.push({ id: entrant.id, config: entrant.config, from: step, step });
        const facts = { id: entrant.id, totalSteps: entrant.config.training.steps, ...factsOf(entrant.config) };
        return { facts, status: told(id, 'paused') };
      },
      async 'race.drop'({ raceId: id, memberId }) {
        members = members.filter((member) => member.id !== memberId);
        return told(id, phase);
      },
      async 'race.keep'({ raceId: id, memberId, step, runId }) {
        told(id, phase);
        const found = members.find((member) => member.id === memberId);
        const at = step ?? found?.step ?? 0;
        checkpoints.set(runId, at);
        return { step: at, bytes: 9_720_000 };
      },
      'race.signs': async () => ({
        step: members[0]?.step ?? 0,
        deadUnits: { name: 'transformer.h.0.mlp.c_proj.weight', dead: 192, units: 256, tokens: 1536 },
        leak: { share: 1, windows: 20, tokens: 40 },
      }),
      'race.sample': async ({ memberId, step }) => sampleAt(memberId, step ?? 0),
    },
  };
}
