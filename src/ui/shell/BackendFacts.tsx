/** Why the model runs on what it runs on, the choice of another, and what is known of it. Loaded when it is opened. */
import type { BackendChoice } from '../../protocol/protocol.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useEngineI18n } from '../context/engineWords.ts';
import { bytes, whole } from '../format/numbers.ts';
import { unrepeatableWords } from '../format/kernelWords.ts';
import { PrecisionChoice } from '../panels/engine/PrecisionChoice.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { backendNames } from './backendNames.ts';

const choices: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm', 'cpu'];

export default function BackendFacts() {
  const { t, local } = useEngineI18n();
  const actions = useActions().engine;
  const { choice, status } = useAppState((state) => state.engine);
  const execution = useAppState((state) => state.run.status?.cost?.execution ?? null);
  const storage = useAppState((state) => state.view.storage);
  const checkpoint = useAppState((state) => state.run.checkpoint);
  const storageText = storage === null ? null : t(storage === 'persistent' ? 'storagePersistent' : 'storageMemory');
  const options = choices.map((id) => ({ id, name: id === 'auto' ? t('automatic') : backendNames[id] }));
  return (
    <>
      <h2>{t('backend')}</h2>
      {status !== null && <p>{local(status.reason)}</p>}
      <Segmented label={t('backend')} value={choice} options={options} onChange={(next) => void actions.choose(next)} />
      <PrecisionChoice />
      {status !== null && (
        <dl className="spec-facts">
          <div>
            <dt>{t('adapter')}</dt>
            <dd>{status.adapter}</dd>
          </div>
          {status.features.length > 0 && (
            <div>
              <dt>{t('features')}</dt>
              <dd>{status.features.join(', ')}</dd>
            </div>
          )}
          {execution !== null && execution.kind !== 'host' && (
            <div>
              <dt>{t('steps')}</dt>
              <dd>
                {execution.kind === 'recorded'
                  ? t('stepsRecorded', { count: execution.dispatches })
                  : t('stepsEager', { reason: unrepeatableWords(t, execution.reason) })}
              </dd>
            </div>
          )}
          <div>
            <dt>{t('isolation')}</dt>
            <dd>{t(status.isolated ? 'isolated' : 'notIsolated')}</dd>
          </div>
          {storageText !== null && (
            <div>
              <dt>{t('storage')}</dt>
              <dd>{storageText}</dd>
            </div>
          )}
          {checkpoint !== null && (
            <div>
              <dt>{t('checkpoint')}</dt>
              <dd>{t('checkpointIs', { step: whole(checkpoint.step), size: bytes(checkpoint.bytes) })}</dd>
            </div>
          )}
          {Object.entries(status.versions).map(([name, version]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{version}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
