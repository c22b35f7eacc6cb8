/** Five numbers, each with its unit and what it means. */
import type { ReactNode } from 'react';
import type { MessageKey } from '../../i18n/translate.ts';
import { classes } from '../primitives/classes.ts';
import { fillsBlanks, namesLabels } from '../../domain/objectives/index.ts';
import { perplexity } from '../../domain/metrics/perplexity.ts';
import { useI18n } from '../context/language.tsx';
import { bytes, compact, fixed } from '../format/numbers.ts';
import { formatNumber } from '../../domain/config/formatNumber.ts';
import { useRunData } from '../settings/useDataFacts.ts';
import { isTaskRun, paceSmoothing, useLastMeasured, useSelectedRecord } from './useSelectedRun.ts';
import { abilityVerdict, perplexityVerdict, taskVerdict, type Verdict } from './verdict.ts';

interface TileProps {
  readonly name: MessageKey;
  readonly value: ReactNode;
  readonly note: ReactNode;
  readonly tone?: Verdict['tone'] | undefined;
  readonly words?: boolean;
}

/** As the number formats write what was not measured. */
const missing = '–';

function Tile({ name, value, note, tone = 'plain', words = false }: TileProps) {
  const { t } = useI18n();
  return (
    <div className="tile">
      <dt>{t(name)}</dt>
      <dd>
        <span className={classes(words ? 'tile-words' : 'tile-value', value === missing && 'muted')}>{value}</span>
        <span className={`tile-note ${tone}`}>{note}</span>
      </dd>
    </div>
  );
}

export function StatTiles() {
  const { t } = useI18n();
  const record = useSelectedRecord();
  const last = useLastMeasured(record?.id ?? null);
  const data = useRunData(record);
  const loss = record?.valLossNats ?? null;
  const uniform = data.uniformLossNats;
  const labels = record !== null && namesLabels(record.config);
  const blanks = labels || (record !== null && fillsBlanks(record.config));
  const verdict = loss === null || blanks ? null : perplexityVerdict(loss, uniform, data.baselines ?? []);
  const clip = record === null ? 0 : record.config.regularization.clipNorm;
  const gradNorm = last('gradNorm');
  const accuracy = isTaskRun(record) || blanks ? last('accuracy') : Number.NaN;
  const tokensPerSecond = last('tokensPerSecond', paceSmoothing);
  const memoryBytes = last('memoryBytes');
  const ability = loss === null ? null : abilityVerdict(loss, uniform, data.baselines ?? []);
  const clipNote = !Number.isFinite(gradNorm)
    ? t('notMeasured')
    : clip === 0
      ? t('clipOff')
      : t(gradNorm > clip ? 'clipped' : 'clipBelow', { limit: formatNumber(clip) });
  const memory = memoryBytes > 0 ? ` · ${bytes(memoryBytes)}` : '';
  return (
    <section aria-label={t('statistics')}>
      <dl className="tiles">
        <Tile
          name="validationLoss"
          value={loss === null ? missing : fixed(loss, 3)}
          note={loss === null ? t('notMeasured') : t('natsAndBits', { bits: fixed(loss / Math.LN2, 2) })}
        />
        <Tile
          name="perplexity"
          value={loss === null ? missing : fixed(perplexity(loss), perplexity(loss) < 10 ? 2 : 1)}
          note={verdict === null ? t('perplexityMeaning') : t(verdict.key, verdict.values)}
          tone={verdict?.tone}
        />
        <Tile
          name="speed"
          value={compact(tokensPerSecond)}
          note={Number.isFinite(tokensPerSecond) ? `${t('tokensPerSecond')}${memory}` : t('notMeasured')}
        />
        <Tile
          name="gradientNorm"
          value={Number.isFinite(gradNorm) ? formatNumber(Number(gradNorm.toPrecision(3))) : missing}
          note={clipNote}
        />
        {Number.isFinite(accuracy) ? (
          <Tile
            name="ability"
            words
            value={blanks ? `${fixed(100 * accuracy, 0)} %` : t(taskVerdict(accuracy))}
            note={
              blanks
                ? t(labels ? 'labelsNamed' : 'blanksNamed')
                : t('accuracyIs', { percent: fixed(100 * accuracy, 1) })
            }
          />
        ) : (
          <Tile
            name="ability"
            words
            value={ability === null ? t('abilityUnknown') : t(ability.ability)}
            note={
              ability?.next == null
                ? t(ability === null ? 'abilityWaiting' : 'abilityBeyond')
                : t('abilityNext', { order: ability.next.order, loss: ability.next.lossNats.toFixed(2) })
            }
          />
        )}
      </dl>
    </section>
  );
}
