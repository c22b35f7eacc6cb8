/**
 * A race of the lab: the same requests to the same worker as the page's, one race after another, each with the next seed.
 * What comes of it is reported as it comes.
 */
import { reportOf, TrimtabError } from '../domain/core/errors.ts';
import type { RaceStatus } from '../protocol/races.ts';
import type { EngineClient } from '../state/client.ts';
import type { LabOutcome, LabRaceRequest, Report } from './contract.ts';
import { errorLine, isBadInput } from './words.ts';

export interface RaceParts {
  readonly client: EngineClient;
  readonly report: Report;
}

export interface RaceJob {
  readonly outcome: Promise<LabOutcome>;
  /** Ends the present race after its present step, and begins no other. */
  interrupt(): void;
}

interface Row {
  readonly interrupted: () => boolean;
  /** Which of the races is on. */
  readonly begin: (race: number) => void;
}

/** Each has its own: what is told of the end of the one before is not told of the next. */
const idOf = (race: number): string => `lab-${race}`;

export function startRaceJob({ client, report }: RaceParts, request: LabRaceRequest): RaceJob {
  let interrupted = false;
  let race = 0;
  const row: Row = {
    interrupted: () => interrupted,
    begin: (next) => void (race = next),
  };
  const outcome = raceAll(client, report, request, row).catch((thrown: unknown): LabOutcome => {
    const error = reportOf(thrown);
    return { kind: 'failed', badInput: isBadInput(error), message: errorLine(error) };
  });
  return {
    outcome,
    interrupt() {
      interrupted = true;
      // Before there is a race there is nothing to stop; `raceOnce` looks at the mark when there is one.
      client.request('race.stop', { raceId: idOf(race) }).catch(() => undefined);
    },
  };
}

async function raceAll(
  client: EngineClient,
  report: Report,
  { entrants, clock, times, backend: choice, precision }: LabRaceRequest,
  { interrupted, begin }: Row,
): Promise<LabOutcome> {
  client.on('metrics.frame', (frame) => report('metrics', frame));
  client.on('engine.notice', ({ error }) => report('notice', errorLine(error)));
  report('engine', await client.request('engine.start', { choice, precision }));
  for (let race = 0; race < times && !interrupted(); race++) {
    begin(race);
    const seeded = entrants.map((entrant) => ({
      ...entrant,
      config: { ...entrant.config, seed: entrant.config.seed + race },
    }));
    const { phase, members } = await raceOnce(client, report, { race, clock, entrants: seeded }, interrupted);
    const dropped = members.flatMap(({ id, error }) => (error ? [[id, errorLine(error)]] : []));
    report('raced', { race, whole: phase === 'finished', dropped: Object.fromEntries(dropped) });
  }
  return { kind: 'raced', interrupted: interrupted() };
}

interface OneRace extends Pick<LabRaceRequest, 'clock' | 'entrants'> {
  /** Which of the row. */
  readonly race: number;
}

/** Resolves with the last status when the race is over or was stopped. */
async function raceOnce(
  client: EngineClient,
  report: Report,
  { race, clock, entrants }: OneRace,
  interrupted: () => boolean,
): Promise<RaceStatus> {
  const raceId = idOf(race);
  let unlisten = (): void => {};
  // Listened for before there is a race: it may be stopped as soon as there is.
  const ended = new Promise<RaceStatus>((end, reject) => {
    const stops = [
      client.on('race.status', (status) => {
        if (status.raceId !== raceId) return;
        report('racing', { race, status });
        if (status.phase === 'finished' || status.phase === 'stopped') end(status);
      }),
      client.onCrash((error) => reject(new TrimtabError(error.code, error.detail, error.problems))),
    ];
    unlisten = () => stops.forEach((stop) => stop());
  });
  // A crash also takes down the request that is waited for first.
  ended.catch(() => undefined);
  try {
    const { facts } = await client.request('race.start', { raceId, entrants, clock, paused: true });
    report('raceStarted', { race, facts });
    // Who has stopped it meanwhile has been answered already.
    await client.request(interrupted() ? 'race.stop' : 'race.continue', { raceId }).catch((thrown: unknown) => {
      if (!interrupted()) throw thrown;
    });
    return await ended;
  } finally {
    unlisten();
  }
}
