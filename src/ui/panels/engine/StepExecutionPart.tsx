/** Whether steps are recorded or run kernel by kernel, why, and in how many pieces of work. */
import type { StepExecution } from '../../../protocol/protocol.ts';
import { useAppState } from '../../context/app.tsx';
import { type EngineI18n, useEngineI18n } from '../../context/engineWords.ts';
import { whole } from '../../format/numbers.ts';
import { unrepeatableWords } from '../../format/kernelWords.ts';

const words = (execution: StepExecution, { t }: EngineI18n): string =>
  execution.kind === 'eager'
    ? t('executionEager', { reason: unrepeatableWords(t, execution.reason) })
    : t('executionRecorded');

export function StepExecutionPart() {
  const i18n = useEngineI18n();
  const { t } = i18n;
  const cost = useAppState((state) => state.run.status?.cost ?? null);
  if (cost === null) return <p className="muted">{t('executionUnknown')}</p>;
  const figures = [
    [t('executionDispatches'), cost.dispatches],
    [t('executionSubmits'), cost.submits],
  ] as const;
  return (
    <>
      <p>{words(cost.execution, i18n)}</p>
      <dl className="peaks">
        {figures.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{whole(count)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
