/** The tree of runs: members of the race that is on, runs of this browser, and what was forked from what. */
import { useState } from 'react';
import { familyRows } from '../../../domain/races/family.ts';
import { useMetrics } from '../../charts/useMetrics.ts';
import { useAppState } from '../../context/app.tsx';
import { useI18n } from '../../context/language.tsx';
import { useRacesState } from '../racesContext.ts';
import { FamilyTree } from './FamilyTree.tsx';
import { RelativeCard } from './RelativeCard.tsx';
import { relativesOf } from './relatives.ts';
import { useFamilyWords } from './useFamilyWords.ts';

export function FamilyPanel() {
  const say = useFamilyWords();
  const { language } = useI18n();
  const members = useRacesState((state) => state.members);
  const status = useRacesState((state) => state.status);
  const runs = useAppState((state) => state.runs.list);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState('');
  const { reader } = useMetrics(members.map(({ id }) => id));
  const lossOf = (id: string): number | null => {
    const { y } = reader.series(id, {
      column: 'valLossNats',
      xAxis: 'step',
      range: null,
      maxPoints: 300,
      smoothing: 0,
    });
    return y.at(-1) ?? null;
  };
  const rows = familyRows(relativesOf({ members, status }, runs, language, lossOf), collapsed);
  // What was chosen may be folded away, or gone.
  const selected = rows.find(({ id }) => id === chosen) ?? rows[0];
  const expand = (id: string, expanded: boolean): void =>
    setCollapsed((before) => new Set(expanded ? [...before].filter((each) => each !== id) : [...before, id]));
  return (
    <section className="panel" aria-labelledby="family-title">
      <header className="panel-head">
        <h2 id="family-title">{say('title')}</h2>
        <span className="muted small truncate">{say('hint')}</span>
      </header>
      {selected === undefined ? (
        <p className="empty">{say('empty')}</p>
      ) : (
        <>
          <FamilyTree rows={rows} selected={selected.id} onSelect={setChosen} onExpand={expand} />
          <p className="small muted">{say('keys')}</p>
          {selected.relative !== null && <RelativeCard key={selected.id} relative={selected.relative} />}
        </>
      )}
    </section>
  );
}
