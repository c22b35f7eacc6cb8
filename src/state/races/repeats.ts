/** The same race with other seeds, one after another; stopping one of them ends the whole row. */
import type { MetricRow } from '../contract.ts';
import type { Entrant, RacesState } from './contract.ts';
import { withSteps } from './entrants.ts';

interface RepeatParts {
  readonly get: () => RacesState;
  readonly patch: (changes: Partial<RacesState>) => void;
  readonly begin: (entrants: readonly Entrant[], paused: boolean) => Promise<Partial<RacesState>>;
  readonly latest: (id: string) => MetricRow | null;
  readonly newId: () => string;
  readonly attempt: (work: () => Promise<Partial<RacesState> | null>) => Promise<boolean>;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createRepeats({ get, patch, begin, latest, newId, attempt, subscribe }: RepeatParts): {
  run(times: number): Promise<void>;
} {
  /** True at the end of this race, false if it was stopped or gave way to another one. */
  function ended(raceId: string): Promise<boolean> {
    return new Promise((resolve) => {
      const answer = (finished: boolean): void => {
        stop();
        resolve(finished);
      };
      const look = (): void => {
        const { status } = get();
        if (get().raceId !== raceId || status?.phase === 'stopped') answer(false);
        else if (status?.phase === 'finished') answer(true);
      };
      const stop = subscribe(look);
      look();
    });
  }

  return {
    async run(times) {
      // Forks share a past with their parents: their seeds would not be independent.
      const origin = get().grid.length > 0 ? get().grid : get().members.filter(({ parent }) => parent === null);
      const [first] = origin;
      if (first === undefined) return;
      const seeds = Array.from({ length: times }, (_, index) => first.config.seed + index);
      patch({ repeats: { entrants: origin, seeds, done: 0, losses: {}, curves: {} } });
      for (const [index] of seeds.entries()) {
        const entrants = origin.map((entrant) => {
          const { config } = entrant;
          return {
            ...entrant,
            id: newId(),
            parent: null,
            config: { ...withSteps(config, get().steps), seed: config.seed + index },
          };
        });
        if (!(await attempt(() => begin(entrants, false)))) return;
        const { raceId } = get();
        if (raceId === null || !(await ended(raceId))) return;
        const before = get().repeats;
        if (before === null) return;
        const add = <T>(
          to: Readonly<Record<string, readonly T[]>>,
          of: (id: string) => T,
        ): Record<string, readonly T[]> =>
          Object.fromEntries(origin.map(({ id }, at) => [id, [...(to[id] ?? []), of(entrants[at]?.id ?? '')]]));
        patch({
          repeats: {
            ...before,
            done: index + 1,
            losses: add(before.losses, (id) => latest(id)?.valLossNats ?? Number.NaN),
            curves: add(before.curves, (id) => id),
          },
        });
      }
    },
  };
}
