/** Derived facts beside the controls that decide them. */
import type { DataFacts } from '../../domain/data/contract.ts';
import { useI18n } from '../context/language.tsx';
import { bytes, compact, whole } from '../format/numbers.ts';
import { MemoryLedger } from './MemoryLedger.tsx';
import { useEditedFacts } from './useEditedFacts.ts';

export function FactsBox({ data }: { readonly data: DataFacts }) {
  const { t } = useI18n();
  const facts = useEditedFacts();
  if (facts === null) return <p className="facts-waiting small muted">{t('factsWaiting')}</p>;
  const { stepsPerEpoch } = facts;
  const rows: readonly (readonly [string, string])[] = [
    [t('factParameters'), compact(facts.parameters)],
    [t('factStepCost'), `${compact(facts.flopsPerStep)}FLOP`],
    [t('factStepTraffic'), bytes(facts.bytesPerStep)],
    [t('factTokensPerStep'), whole(facts.tokensPerStep)],
    [t('factEpoch'), `${stepsPerEpoch >= 10 ? whole(stepsPerEpoch) : stepsPerEpoch.toFixed(1)} ${t('stepsUnit')}`],
    [t('factVocabulary'), whole(data.vocabulary)],
  ];
  return (
    <>
      <dl className="facts" aria-label={t('facts')}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <MemoryLedger needs={facts} />
    </>
  );
}
