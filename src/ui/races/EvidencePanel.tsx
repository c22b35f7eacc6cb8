/** Of a failure on purpose: where to look, the measured sign of each member, and the cure. */
import { lazy, Suspense, useEffect, useRef } from 'react';
import { signValue, type Evidence } from '../../domain/races/failures/signs.ts';
import type { Failure } from '../../domain/races/failures/contract.ts';
import { findFailure } from '../../domain/races/failures/index.ts';
import type { MemberSigns, MemberStatus } from '../../protocol/races.ts';
import type { MetricsReader } from '../../state/contract.ts';
import type { Entrant } from '../../state/races/contract.ts';
import { RunSwatch } from '../charts/RunSwatch.tsx';
import { useMetrics } from '../charts/useMetrics.ts';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { fixed, percent, whole } from '../format/numbers.ts';
import { useRaceLines } from './RaceCurves.tsx';
import { useRacesActions, useRacesState } from './racesContext.ts';
import { type SayRace, useRaceWords } from './useRaceWords.ts';

const SmallChart = lazy(() => import('../charts/SmallChart.tsx'));

function evidenceOf(reader: MetricsReader, id: string, signs: MemberSigns | undefined): Evidence {
  const rows = Array.from({ length: reader.rows(id) }, (_, index) => reader.row(id, index)?.gradNorm ?? Number.NaN);
  return {
    gradNorms: rows,
    norms: reader.norms(id).map(({ values }) => values),
    deadShare: signs === undefined ? null : signs.deadUnits.dead / signs.deadUnits.units,
    leakShare: signs?.leak?.share ?? null,
  };
}

function sentence(say: SayRace, { sign }: Failure, value: number, signs: MemberSigns | undefined): string {
  if (sign === 'update') return say('update', { ratio: percent(value) });
  if (sign === 'spike') return say('spike', { ratio: fixed(value, 1) });
  if (sign === 'dead' && signs !== undefined) {
    const { name, dead, units, tokens } = signs.deadUnits;
    return say('dead', { name, dead, units, tokens: whole(tokens) });
  }
  return say('leak', { share: percent(value), tokens: signs?.leak?.tokens ?? 0 });
}

interface SignProps {
  readonly failure: Failure;
  readonly member: Entrant;
  readonly status: MemberStatus | undefined;
  readonly reader: MetricsReader;
}

function Sign({ failure, member, status, reader }: SignProps) {
  const say = useRaceWords();
  const { local } = useI18n();
  const signs = useRacesState((state) => state.signs[member.id]);
  const value = signValue(failure.sign, member.config, evidenceOf(reader, member.id, signs));
  const word = value === null ? 'signUnknown' : value > failure.limit ? 'signShows' : 'signHealthy';
  return (
    <li>
      <RunSwatch colour={member.colour} /> <strong>{local(member.name)}</strong>{' '}
      <span className={word === 'signShows' ? 'tag warn' : 'tag'}>{say(word)}</span>{' '}
      {value !== null && sentence(say, failure, value, signs)}
      {status?.phase === 'failed' && ` ${say('fellOut', { step: whole(status.step) })}`}
    </li>
  );
}

/** Looks into the models whenever they stand still and have moved since; once, whatever comes of it. */
function useSigns(): void {
  const { measureSigns } = useRacesActions();
  const { status, busy } = useRacesState((state) => state);
  const asked = useRef(new Set<string>());
  const still = status?.phase === 'paused' || status?.phase === 'finished';
  useEffect(() => {
    if (!still || busy) return;
    const next = status.members.find(
      ({ id, step, phase }) => phase !== 'failed' && !asked.current.has(`${id} ${step}`),
    );
    if (next === undefined) return;
    asked.current.add(`${next.id} ${next.step}`);
    void measureSigns(next.id);
  }, [still, busy, status, measureSigns]);
}

function FailureEvidence({ failure }: { readonly failure: Failure }) {
  const say = useRaceWords();
  const { local } = useI18n();
  const { cure } = useRacesActions();
  const { members, status, busy } = useRacesState((state) => state);
  const options = useAppState((state) => state.preferences.chart);
  const { reader } = useMetrics(members.map(({ id }) => id));
  const runs = useRaceLines();
  useSigns();
  return (
    <section className="panel" aria-labelledby="evidence-title">
      <header className="panel-head">
        <h2 id="evidence-title">{say('evidence')}</h2>
        <span className="muted small truncate">{local(failure.name)}</span>
      </header>
      <p>
        <strong>{say('zooLook')}</strong> {local(failure.look)}
      </p>
      <ul className="race-sentences">
        {members.map((member) => (
          <Sign
            key={member.id}
            failure={failure}
            member={member}
            status={status?.members.find(({ id }) => id === member.id)}
            reader={reader}
          />
        ))}
      </ul>
      <p className="small muted">{say('gradients')}</p>
      <div className="race-gradients" role="img" aria-label={say('gradients')}>
        <Suspense fallback={<div className="chart-waiting" />}>
          <SmallChart column="gradNorm" scale="log" floor={null} smoothing={0} runs={runs} options={options} />
        </Suspense>
      </div>
      <p>
        <strong>{say('zooWhy')}</strong>{' '}
        {say('zooCured', { name: local(failure.cure.name), summary: local(failure.cure.summary) })}
      </p>
      <button
        type="button"
        className="button primary"
        disabled={busy || members.length > 1}
        onClick={() => void cure()}
      >
        {say('zooCure')}
      </button>
    </section>
  );
}

export function EvidencePanel() {
  const failure = useRacesState((state) => findFailure(state.failureId ?? ''));
  return failure === undefined ? null : <FailureEvidence key={failure.id} failure={failure} />;
}
