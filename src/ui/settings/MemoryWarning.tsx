/** Says before a run that it will hardly fit into memory, or not at all, and what would help. */
import { memoryLedger, memoryVerdict } from '../../domain/limits/memory.ts';
import type { DataFacts } from '../../domain/data/contract.ts';
import type { BackendMemory } from '../../protocol/protocol.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { bytes } from '../format/numbers.ts';
import { AlertIcon } from '../primitives/icons.ts';
import { focusField } from './fieldId.ts';
import { memoryRemedy } from './memoryRemedy.ts';
import { useDataFacts } from './useDataFacts.ts';
import { useEditedFacts } from './useEditedFacts.ts';

/** Every architecture has one; weights grow with its square. */
const sizePath = 'model.width';

interface RemedyProps {
  readonly data: DataFacts;
  readonly memory: BackendMemory;
}

function Remedy({ data, memory }: RemedyProps) {
  const { t } = useI18n();
  const { config: actions } = useActions();
  const config = useAppState((state) => state.config.config);
  const remedy = memoryRemedy(config, data, memory);
  if (remedy === null) {
    return (
      <button type="button" className="link" onClick={() => focusField(sizePath)}>
        {t('memorySmallerModel')}
      </button>
    );
  }
  const { batchSize, totalBytes } = remedy;
  return (
    <button type="button" className="link" onClick={() => actions.setValue('training.batchSize', batchSize)}>
      {t('memorySmallerBatch', { batch: batchSize, size: bytes(totalBytes) })}
    </button>
  );
}

export function MemoryWarning() {
  const { t } = useI18n();
  const memory = useAppState((state) => state.engine.status?.memory ?? null);
  const needs = useEditedFacts();
  const { facts: data } = useDataFacts();
  if (memory === null || needs === null || data === null) return null;
  const { totalBytes } = memoryLedger(needs, memory.startBytes);
  const verdict = memoryVerdict(totalBytes, memory.limitBytes);
  if (verdict === 'fits') return null;
  const sizes = { size: bytes(totalBytes), limit: bytes(memory.limitBytes) };
  return (
    <div className="problem-bar memory-warning" data-verdict={verdict} role="status">
      <p>
        <AlertIcon className="icon" aria-hidden />
        {t(verdict === 'over' ? 'memoryOver' : 'memoryNear', sizes)}
      </p>
      <ul>
        <li>
          <Remedy data={data} memory={memory} />
        </li>
      </ul>
    </div>
  );
}
