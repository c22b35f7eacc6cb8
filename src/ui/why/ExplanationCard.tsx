/** Explanation of one setting or method: words, formula, ranges, source. In the right column and in the ⓘ popover. */
import { formatNumber } from '../../domain/config/formatNumber.ts';
import type { ParamSpec, ParamValue } from '../../domain/core/params.ts';
import type { LocalText } from '../../domain/core/text.ts';
import { useI18n } from '../context/language.tsx';
import { Formula } from '../primitives/Formula.tsx';
import { type Explanation, rangeText } from './explanation.ts';
import { SourceLine } from './SourceLine.tsx';

interface SpecFactsProps {
  readonly spec: ParamSpec;
  readonly value: ParamValue | undefined;
  readonly takesEffect: LocalText | undefined;
}

function SpecFacts({ spec, value, takesEffect }: SpecFactsProps) {
  const { t, local } = useI18n();
  const range = rangeText(spec);
  const text = (shown: ParamValue): string => {
    if (typeof shown === 'number') return formatNumber(shown);
    if (typeof shown === 'boolean') return t(shown ? 'on' : 'off');
    const option = spec.kind === 'choice' ? spec.options.find(({ id }) => id === shown) : undefined;
    return option === undefined ? shown : local(option.name);
  };
  return (
    <dl className="spec-facts">
      {value !== undefined && value !== '' && (
        <div>
          <dt>{t('presentValue')}</dt>
          <dd className="present">{text(value)}</dd>
        </div>
      )}
      {range?.usual != null && (
        <div>
          <dt>{t('usual')}</dt>
          <dd>{range.usual}</dd>
        </div>
      )}
      {range !== null && (
        <div>
          <dt>{t('range')}</dt>
          <dd>{range.range}</dd>
        </div>
      )}
      {spec.default !== '' && (
        <div>
          <dt>{t('default')}</dt>
          <dd>{text(spec.default)}</dd>
        </div>
      )}
      <div>
        <dt>{t('applies')}</dt>
        <dd>{takesEffect ? local(takesEffect) : t(spec.applies === 'live' ? 'appliesLive' : 'appliesRestart')}</dd>
      </div>
    </dl>
  );
}

export function ExplanationCard({ explanation }: { readonly explanation: Explanation }) {
  const { t, local } = useI18n();
  const { place, name, symbol, text, formula, source, spec, value, takesEffect, parameters } = explanation;
  return (
    <article className="explanation">
      <p className="kicker">{place.map(local).join(' · ')}</p>
      <h2>
        {local(name)}
        {symbol !== undefined && (
          <>
            {' '}
            <Formula source={symbol} />
          </>
        )}
      </h2>
      <p className="lead">{local(text)}</p>
      {formula !== '' && (
        <div className="formula-box scroll" tabIndex={0} role="group" aria-label={t('formula')}>
          <Formula source={formula} display />
        </div>
      )}
      {spec !== undefined && <SpecFacts spec={spec} value={value} takesEffect={takesEffect} />}
      {parameters.length > 0 && (
        <ul className="symbols">
          {parameters
            .filter((parameter) => parameter.symbol !== undefined)
            .map((parameter) => (
              <li key={parameter.name.en}>
                <Formula source={parameter.symbol ?? ''} /> <span>{local(parameter.name)}</span>
              </li>
            ))}
        </ul>
      )}
      {source !== undefined && <SourceLine source={source} />}
    </article>
  );
}
