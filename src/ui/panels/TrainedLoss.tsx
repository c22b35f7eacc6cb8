/** Says what the training line of the selected run shows, where that is not what its validation measures. */
import { formatNumber } from '../../domain/config/formatNumber.ts';
import { plainSymbol } from '../../domain/config/plainSymbol.ts';
import { resolve } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { trainsAsValidated } from '../../domain/config/trainsAsValidated.ts';
import type { LocalText } from '../../domain/core/text.ts';
import { useI18n } from '../context/language.tsx';
import { useSelectedRecord } from './useSelectedRun.ts';

/** "Focal loss, γ 2": the name, every amount that is not 0, and what is written. */
function describe(config: ExperimentConfig, local: (text: LocalText) => string): string {
  const { definition, settings } = resolve(config).loss;
  const amounts = Object.entries(definition.params).flatMap(([key, spec]) => {
    const value = settings[key];
    if (spec.kind === 'text') return [String(value)];
    return typeof value !== 'number' || value === 0
      ? []
      : [`${plainSymbol(spec.symbol) ?? local(spec.name)} ${formatNumber(value)}`];
  });
  return [local(definition.name), ...amounts].join(', ');
}

export function TrainedLoss() {
  const { t, local } = useI18n();
  const record = useSelectedRecord();
  if (record === null || trainsAsValidated(record.config)) return null;
  return <span className="muted small">{t('trainedLoss', { loss: describe(record.config, local) })}</span>;
}
