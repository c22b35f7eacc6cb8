/** The same race with several seeds: means, bands, and which differences are more than chance. */
import { lazy, Suspense } from 'react';
import { repeatedPlaces, significance, type RepeatedPlace } from '../../domain/races/standings.ts';
import { RunSwatch } from '../charts/RunSwatch.tsx';
import { useMetrics } from '../charts/useMetrics.ts';
import { useI18n } from '../context/language.tsx';
import { fixed } from '../format/numbers.ts';
import type { Entrant, Repeats } from '../../state/races/contract.ts';
import { bandOf } from './bands.ts';
import { useRacesActions, useRacesState } from './racesContext.ts';
import { useRaceWords } from './useRaceWords.ts';

const BandChart = lazy(() => import('./BandChart.tsx'));

const times = 5;

const probability = (p: number): string => (p < 0.001 ? '< 0.001' : fixed(p, 3));

interface ResultsProps {
  readonly repeats: Repeats;
  readonly entrants: readonly Entrant[];
}

function Sentences({ repeats, entrants }: ResultsProps) {
  const say = useRaceWords();
  const { local } = useI18n();
  const [best, ...others] = repeatedPlaces(repeats.losses);
  if (best === undefined) return null;
  const nameOf = (id: string): string => {
    const found = entrants.find((entrant) => entrant.id === id);
    return found === undefined ? '' : local(found.name);
  };
  const sentence = ({ id, spread, p }: RepeatedPlace): string => {
    if (!Number.isFinite(spread.mean) || p === null) return say('noMean', { name: nameOf(id) });
    const gap = fixed(spread.mean - best.spread.mean, 3);
    const values = { name: nameOf(id), best: nameOf(best.id), gap, p: p < 0.001 ? '< 0.001' : `= ${probability(p)}` };
    return say(p < significance ? 'real' : 'noise', values);
  };
  return (
    <ul className="race-sentences">
      {others.map((place) => (
        <li key={place.id}>{sentence(place)}</li>
      ))}
    </ul>
  );
}

function Means({ repeats, entrants }: ResultsProps) {
  const say = useRaceWords();
  const { local } = useI18n();
  return (
    <table className="numbers">
      <thead>
        <tr>
          <th scope="col">{say('member')}</th>
          <th scope="col">{say('mean')}</th>
          <th scope="col">{say('interval')}</th>
          <th scope="col">{say('against')}</th>
        </tr>
      </thead>
      <tbody>
        {repeatedPlaces(repeats.losses).map(({ id, spread, halfWidth, p }) => {
          const entrant = entrants.find((each) => each.id === id);
          return (
            <tr key={id}>
              <th scope="row">
                {entrant !== undefined && <RunSwatch colour={entrant.colour} />} {entrant && local(entrant.name)}
              </th>
              <td>{fixed(spread.mean, 3)}</td>
              <td>± {fixed(halfWidth, 3)}</td>
              <td>{p === null ? '–' : probability(p)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Results({ repeats, entrants }: ResultsProps) {
  const say = useRaceWords();
  const { reader } = useMetrics([]);
  const bands = entrants
    .map(({ id, colour }) => bandOf(reader, colour, repeats.curves[id] ?? []))
    .filter(({ steps }) => steps.length > 0);
  const caption = say('band', { count: repeats.done });
  return (
    <>
      {bands.length > 0 && (
        <div className="race-bands" role="img" aria-label={caption}>
          <Suspense fallback={<div className="chart-waiting" />}>
            <BandChart bands={bands} />
          </Suspense>
        </div>
      )}
      <p className="small muted">{caption}</p>
      <div className="table-box scroll" tabIndex={0} role="group" aria-label={say('repeatTitle')}>
        <Means repeats={repeats} entrants={entrants} />
      </div>
      {repeats.done > 1 && <Sentences repeats={repeats} entrants={entrants} />}
    </>
  );
}

export function RepeatPanel() {
  const say = useRaceWords();
  const { repeat } = useRacesActions();
  const { repeats, status, busy } = useRacesState((state) => state);
  const running = repeats !== null && repeats.done < repeats.seeds.length && status?.phase === 'running';
  return (
    <section className="panel" aria-labelledby="race-repeat-title">
      <header className="panel-head">
        <h2 id="race-repeat-title">{say('repeatTitle')}</h2>
        <span className="muted small truncate">{say('repeatHint', { times })}</span>
        <span className="grow" />
        {running && (
          <span className="muted small" role="status">
            {say('repeating', { done: repeats.done + 1, times: repeats.seeds.length })}
          </span>
        )}
        <button type="button" className="button" disabled={busy || running} onClick={() => void repeat(times)}>
          {say('repeat', { times })}
        </button>
      </header>
      {repeats !== null && repeats.done > 0 && <Results repeats={repeats} entrants={repeats.entrants} />}
    </section>
  );
}
