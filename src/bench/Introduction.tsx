/** What this page does, and what of its address it does not know. */
import { benchBackends } from './contract.ts';
import type { Plan } from './plan.ts';
import { useWords } from './useWords.ts';
import { works } from './works.ts';

export function Introduction({ plan: { unknown } }: { readonly plan: Plan }) {
  const say = useWords();
  const values = {
    names: unknown.join(', '),
    backends: benchBackends.join(', '),
    works: works.map(({ id }) => id).join(', '),
  };
  return (
    <div className="bench-introduction">
      <h1>{say('title')}</h1>
      <p>{say('introduction')}</p>
      <p className="muted">{say('advice')}</p>
      {unknown.length > 0 && (
        <p className="bench-notice" role="alert">
          {say('unknown', values)}
        </p>
      )}
    </div>
  );
}
