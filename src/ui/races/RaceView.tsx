/** The middle column of the races: who enters, how it goes, what it means. Lazy chunk. */
import { describeError } from '../../domain/core/describeError.ts';
import { useI18n } from '../context/language.tsx';
import { AlertIcon } from '../primitives/icons.ts';
import { RaceControls } from './RaceControls.tsx';
import { RaceCurves } from './RaceCurves.tsx';
import { RaceGrid } from './RaceGrid.tsx';
import { RacePresets } from './RacePresets.tsx';
import { RaceRanking } from './RaceRanking.tsx';
import { RepeatPanel } from './RepeatPanel.tsx';
import { EvidencePanel } from './EvidencePanel.tsx';
import { FailureZoo } from './FailureZoo.tsx';
import { FamilyPanel } from './family/FamilyPanel.tsx';
import { RacesContext, useLoadedRaces, useRacesState } from './racesContext.ts';
import { useRaceWords } from './useRaceWords.ts';

function Failure() {
  const say = useRaceWords();
  const { language } = useI18n();
  const error = useRacesState((state) => state.error);
  if (error === null) return null;
  const { cause, remedy } = describeError(error, language);
  return (
    <p className="problem-note" role="alert">
      <AlertIcon className="icon" aria-hidden /> <strong>{say('failed')}</strong> {cause} {remedy}
    </p>
  );
}

function Course() {
  const hasMembers = useRacesState((state) => state.members.length > 0);
  return (
    <>
      <section className="panel" aria-labelledby="race-title">
        <RaceControls />
        <Failure />
        {hasMembers && <RaceCurves />}
      </section>
      {hasMembers && <EvidencePanel />}
      {hasMembers && <RaceRanking />}
      {hasMembers && <RepeatPanel />}
    </>
  );
}

export default function RaceView() {
  const say = useRaceWords();
  const races = useLoadedRaces();
  if (races === null || races === false) return <p className="empty">{say(races === null ? 'loading' : 'failed')}</p>;
  return (
    <RacesContext value={races}>
      <div className="results-grid race-view">
        <RacePresets />
        <RaceGrid />
        <Course />
        <FamilyPanel />
        <FailureZoo />
      </div>
    </RacesContext>
  );
}
