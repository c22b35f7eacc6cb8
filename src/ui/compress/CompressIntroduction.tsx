/** The right column of the lab while nothing is being explained. */
import { useWords } from './useWords.ts';

export default function CompressIntroduction() {
  const say = useWords();
  return (
    <article className="explanation introduction">
      <p className="kicker">{say('introKicker')}</p>
      <h2 className="question">{say('introQuestion')}</h2>
      <p className="lead">{say('introLead')}</p>
      <ul className="reading">
        <li>{say('introOrder')}</li>
        <li>{say('introBytes')}</li>
      </ul>
    </article>
  );
}
