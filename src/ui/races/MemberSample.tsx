/** What a member wrote with the weights of some step. */
import { useI18n } from '../context/language.tsx';
import { whole } from '../format/numbers.ts';
import { useRacesState } from './racesContext.ts';
import { useRaceWords } from './useRaceWords.ts';

export function MemberSample() {
  const say = useRaceWords();
  const { local } = useI18n();
  const sample = useRacesState((state) => state.sample);
  const member = useRacesState((state) => state.members.find(({ id }) => id === state.sample?.runId));
  if (sample === null || member === undefined) return null;
  return (
    <figure className="race-sample">
      <figcaption className="small muted">
        {say('wrote', { name: local(member.name), step: whole(sample.step) })}
      </figcaption>
      <p className="mono">
        <span className="muted">{sample.prompt}</span>
        {sample.tokens.map(({ text }) => text).join('')}
      </p>
    </figure>
  );
}
