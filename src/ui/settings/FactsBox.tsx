/** Derived facts beside the controls that decide them. */
import { useMemo } from 'react';
import type { DataFacts } from '../../domain/data/contract.ts';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { bytes, compact, whole } from '../format/numbers.ts';
import { derivedFacts } from './derivedFacts.ts';

export function FactsBox({ data }: { readonly data: DataFacts }) {
  const { t } = useI18n();
  const config = useAppState((state) => state.config.config);
  const legal = useAppState((state) => state.config.problems.length === 0);
  const facts = useMemo(() => (legal ? derivedFacts(config, data) : null), [legal, config, data]);
  if (facts === null) return <p className="facts-waiting small muted">{t('factsWaiting')}</p>;
  const { stepsPerEpoch } = facts;
  const rows: readonly (readonly [string, string])[] = [
    [t('factParameters'), compact(facts.parameters)],
    [t('factWeights'), bytes(facts.weightBytes)],
    [t('factOptimizerMemory'), bytes(facts.optimizerBytes)],
    [t('factActivations'), bytes(facts.activationBytes)],
    [t('factStepCost'), `${compact(facts.flopsPerStep)}FLOP`],
    [t('factTokensPerStep'), whole(facts.tokensPerStep)],
    [t('factEpoch'), `${stepsPerEpoch >= 10 ? whole(stepsPerEpoch) : stepsPerEpoch.toFixed(1)} ${t('stepsUnit')}`],
    [t('factVocabulary'), whole(data.vocabulary)],
  ];
  return (
    <dl className="facts" aria-label={t('facts')}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
