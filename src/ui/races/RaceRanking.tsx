/** Who is where, what differs, and what can be done with each of them. */
import { useState } from 'react';
import { describeDifferences, diffConfigs } from '../../domain/config/diff.ts';
import { ranked, verdictOf, type Place } from '../../domain/races/standings.ts';
import type { MemberStatus } from '../../protocol/races.ts';
import type { MetricRow, MetricsReader } from '../../state/contract.ts';
import type { Entrant } from '../../state/races/contract.ts';
import { highlightRun } from '../charts/crosshair.ts';
import { RunSwatch } from '../charts/RunSwatch.tsx';
import { useMetrics } from '../charts/useMetrics.ts';
import { useI18n } from '../context/language.tsx';
import { fixed, milliseconds, whole } from '../format/numbers.ts';
import { IconButton } from '../primitives/IconButton.tsx';
import { KeepIcon, OrdersIcon, SettingsIcon, TrashIcon, WriteIcon } from '../primitives/icons.ts';
import { useFamilyWords } from './family/useFamilyWords.ts';
import { ForkForm } from './ForkForm.tsx';
import { MemberSample } from './MemberSample.tsx';
import { useRacesActions, useRacesState } from './racesContext.ts';
import { useRaceWords } from './useRaceWords.ts';

interface Row extends Place {
  readonly entrant: Entrant;
  readonly status: MemberStatus | undefined;
  readonly best: number;
  readonly train: number;
}

/** Measured at this step or before; NaN without. */
function lastValidation(
  reader: MetricsReader,
  id: string,
  upTo: number,
): { readonly last: number; readonly best: number } {
  const { x, y } = reader.series(id, {
    column: 'valLossNats',
    xAxis: 'step',
    range: null,
    maxPoints: 300,
    smoothing: 0,
  });
  const seen = y.subarray(0, x.findLastIndex((step) => step <= upTo) + 1);
  return { last: seen.at(-1) ?? Number.NaN, best: seen.length === 0 ? Number.NaN : Math.min(...seen) };
}

/** As at the cursor, where there is one. */
function useRows(): readonly Row[] {
  const { members, status, cursor } = useRacesState((state) => state);
  const { reader } = useMetrics(members.map(({ id }) => id));
  const rows = members.map((entrant): Row => {
    const { id } = entrant;
    const own = status?.members.find((member) => member.id === id);
    const { last, best } = lastValidation(reader, id, cursor ?? Infinity);
    const row: MetricRow | null = reader.nearest(id, 'step', cursor ?? Number.MAX_SAFE_INTEGER);
    const out = own?.phase === 'failed';
    return { id, entrant, status: own, valLossNats: last, best, train: row?.trainLossNats ?? Number.NaN, out };
  });
  return ranked(rows);
}

function Verdict({ rows }: { readonly rows: readonly Row[] }) {
  const say = useRaceWords();
  const { local } = useI18n();
  const nameOf = (id: string): string => {
    const found = rows.find((row) => row.id === id);
    return found === undefined ? '' : local(found.entrant.name);
  };
  const verdict = verdictOf(rows);
  const out = rows.filter((row) => row.out).map(({ id }) => nameOf(id));
  const compared = 'first' in verdict;
  return (
    <p className="limit-verdict" role="status">
      {compared
        ? say(`verdict-${verdict.kind}`, {
            first: nameOf(verdict.first),
            second: nameOf(verdict.second),
            gap: fixed(verdict.gapNats, 3),
          })
        : say(`verdict-${verdict.kind}`)}
      {out.length > 0 && ` ${say('verdict-out', { names: out.join(', ') })}`}
    </p>
  );
}

function Difference({ entrant }: { readonly entrant: Entrant }) {
  const say = useRaceWords();
  const { local } = useI18n();
  const members = useRacesState((state) => state.members);
  const parent = members.find(({ id }) => id === entrant.parent?.id);
  const base = parent ?? members[0];
  if (base === undefined || base.id === entrant.id) return <span className="muted">{say('first')}</span>;
  return (
    <>
      <span className="difference">{local(describeDifferences(diffConfigs(base.config, entrant.config)))}</span>
      {parent !== undefined && (
        <span className="tag">
          {say('forkOf', { name: local(parent.name), step: whole(entrant.parent?.step ?? 0) })}
        </span>
      )}
    </>
  );
}

interface RankedRowProps {
  readonly row: Row;
  readonly place: number;
  readonly onFork: () => void;
}

function RankedRow({ row, place, onFork }: RankedRowProps) {
  const say = useRaceWords();
  const { local } = useI18n();
  const sayFamily = useFamilyWords();
  const { look, drop, keep, takeSettings } = useRacesActions();
  const busy = useRacesState((state) => state.busy);
  const cursor = useRacesState((state) => state.cursor);
  const { entrant, status, valLossNats, best, train, out } = row;
  const { id, colour } = entrant;
  const name = local(entrant.name);
  // Weights are kept at some steps only: those of the last one that the cursor has passed.
  const kept = cursor === null ? null : (status?.snapshots.findLast((step) => step <= cursor) ?? 0);
  return (
    <tr onPointerEnter={() => highlightRun(id)} onPointerLeave={() => highlightRun(null)}>
      <td className="num">{place}</td>
      <th scope="row">
        <RunSwatch colour={colour} /> {name} {out && <span className="tag warn">{say('out')}</span>}
      </th>
      <td>
        <Difference entrant={entrant} />
      </td>
      <td className="num">{whole(Math.min(status?.step ?? 0, cursor ?? Infinity))}</td>
      <td className="num strong">{fixed(valLossNats, 3)}</td>
      <td className="num">{fixed(best, 3)}</td>
      <td className="num">{fixed(train, 3)}</td>
      <td className="num">{status?.stepMs == null ? '–' : `${milliseconds(status.stepMs)} ms`}</td>
      <td className="run-actions">
        <IconButton icon={OrdersIcon} label={say('fork', { name })} quiet disabled={busy} onClick={onFork} />
        <IconButton
          icon={WriteIcon}
          label={say('look', { name })}
          quiet
          disabled={busy}
          onClick={() => void look(id, kept)}
        />
        <IconButton
          icon={KeepIcon}
          label={sayFamily('keepMember', { name })}
          quiet
          disabled={busy}
          onClick={() => void keep(id, kept)}
        />
        <IconButton icon={SettingsIcon} label={say('settings', { name })} quiet onClick={() => takeSettings(id)} />
        <IconButton
          icon={TrashIcon}
          label={say('drop', { name })}
          quiet
          disabled={busy}
          onClick={() => void drop(id)}
        />
      </td>
    </tr>
  );
}

export function RaceRanking() {
  const say = useRaceWords();
  const { t } = useI18n();
  const rows = useRows();
  const [forked, setForked] = useState<string | null>(null);
  const parent = rows.find(({ id }) => id === forked);
  const figures = [t('step'), say('validation'), say('best'), say('training'), say('perStep')];
  return (
    <section className="panel" aria-labelledby="race-ranking-title">
      <header className="panel-head">
        <h2 id="race-ranking-title">{say('ranking')}</h2>
        <span className="muted small">{t('lossUnit')}</span>
      </header>
      <Verdict rows={rows} />
      <div className="table-box scroll" tabIndex={0} role="group" aria-label={say('ranking')}>
        <table className="runs race-ranking">
          <thead>
            <tr>
              <th scope="col">{say('rank')}</th>
              <th scope="col">{say('member')}</th>
              <th scope="col">{say('differs')}</th>
              {figures.map((figure) => (
                <th key={figure} scope="col" className="num">
                  {figure}
                </th>
              ))}
              <th>
                <span className="visually-hidden">{say('actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <RankedRow key={row.id} row={row} place={index + 1} onFork={() => setForked(row.id)} />
            ))}
          </tbody>
        </table>
      </div>
      {parent?.status !== undefined && (
        <ForkForm key={parent.id} parent={parent.entrant} status={parent.status} onClose={() => setForked(null)} />
      )}
      <MemberSample />
    </section>
  );
}
