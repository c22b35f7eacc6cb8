/** How the gradients of the terms lie to that of the loss, layer by layer, measured on demand. */
import { lookup } from '../../domain/config/lookup.ts';
import type { LossTermDefinition } from '../../domain/losses/terms/contract.ts';
import { lossTerms } from '../../domain/losses/terms/index.ts';
import type { Agreement, Conflicts, TermConflict } from '../../protocol/xray.ts';
import { significant } from '../compress/seeing/significant.ts';
import { useI18n } from '../context/language.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { signed } from '../format/signed.ts';
import { useWorkshopWords } from '../workshop/useWorkshopWords.ts';
import { MeasureButton, MeasureState } from './MeasureBar.tsx';
import { useMeasurement, useXrayQuestions } from './useXray.ts';

/** As good as at right angles. */
const across = 0.1;

const pullOf = ({ cosine }: Agreement): 'with' | 'across' | 'against' | 'none' =>
  Number.isNaN(cosine) ? 'none' : cosine > across ? 'with' : cosine < -across ? 'against' : 'across';

function Row({
  name,
  agreement: { cosine, lossNorm, termNorm },
}: {
  readonly name: string;
  readonly agreement: Agreement;
}) {
  const share = 50 * Math.min(1, Math.abs(cosine) || 0);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="bar-cell">
        <span className="signed-bar" aria-hidden>
          <span
            style={{ width: `${share}%`, left: cosine < 0 ? `${50 - share}%` : '50%' }}
            data-sign={Math.sign(-cosine) || 0}
          />
        </span>
        <span className="mono">{Number.isNaN(cosine) ? '–' : signed(cosine, 3)}</span>
      </td>
      <td className="mono">{significant(lossNorm)}</td>
      <td className="mono">{significant(termNorm)}</td>
    </tr>
  );
}

function Term({ conflict: { id, weight, whole: all, groups } }: { readonly conflict: TermConflict }) {
  const say = useWorkshopWords();
  const { local } = useI18n();
  const definition = lookup<LossTermDefinition>(lossTerms, id);
  const name = say('term', { name: definition ? local(definition.name) : id, weight: fixed(weight, 3) });
  return (
    <section aria-label={name}>
      <h3 className="small">{name}</h3>
      <p className="limit-verdict">{say(`pull-${pullOf(all)}`)}</p>
      <table className="token-bars">
        <thead>
          <tr>
            <th scope="col">{say('part')}</th>
            <th scope="col">{say('cosine')}</th>
            <th scope="col">{say('lossNorm')}</th>
            <th scope="col">{say('termNorm')}</th>
          </tr>
        </thead>
        <tbody>
          <Row name={say('whole')} agreement={all} />
          {groups.map((group) => (
            <Row
              key={group.name}
              name={group.layer === null ? group.name : say('layer', { layer: group.layer + 1 })}
              agreement={group}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function ConflictsView() {
  const say = useWorkshopWords();
  const questions = useXrayQuestions();
  const { value, error, progress, measure } = useMeasurement<Conflicts>();
  return (
    <>
      <div className="seeing-controls">
        <MeasureButton
          name={say('measure')}
          progress={progress}
          onMeasure={() => void measure((tell) => questions.conflicts(tell))}
          onCancel={() => void questions.cancel()}
        />
      </div>
      <MeasureState progress={progress} error={error} />
      {value !== null && value.terms.length === 0 && <p className="muted">{say('noTerms')}</p>}
      {value !== null && value.terms.map((conflict) => <Term key={conflict.id} conflict={conflict} />)}
      {value !== null && value.terms.length > 0 && (
        <p className="small muted">{say('conflictsNote', { step: whole(value.step) })}</p>
      )}
    </>
  );
}
