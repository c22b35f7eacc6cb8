/** What the model runs on; a click says why, and lets a person choose otherwise. */
import { Popover } from 'radix-ui';
import type { BackendChoice } from '../../protocol/protocol.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { bytes, whole } from '../format/numbers.ts';
import { unrepeatableWords } from '../format/kernelWords.ts';
import { PrecisionChoice } from '../panels/engine/PrecisionChoice.tsx';
import { ChevronDownIcon } from '../primitives/icons.ts';
import { Segmented } from '../primitives/Segmented.tsx';

/** Proper names, the same in every language. */
const backendNames = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' } as const;
const choices: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm', 'cpu'];

export function BackendChip() {
  const { t, local } = useI18n();
  const actions = useActions().engine;
  const { phase, choice, status } = useAppState((state) => state.engine);
  const execution = useAppState((state) => state.run.status?.cost?.execution ?? null);
  const storage = useAppState((state) => state.view.storage);
  const checkpoint = useAppState((state) => state.run.checkpoint);
  const storageText = storage === null ? null : t(storage === 'persistent' ? 'storagePersistent' : 'storageMemory');
  const engine =
    status === null ? t(phase === 'failed' ? 'engineFailed' : 'engineStarting') : backendNames[status.backend];
  const more =
    status === null
      ? []
      : [
          ...(status.software ? [t('software')] : []),
          ...(status.backend === 'wasm'
            ? [t(status.threads === 1 ? 'oneThread' : 'threads', { count: status.threads })]
            : []),
          status.precision === 'f16' ? t('halfChip') : status.precision,
          ...(execution?.kind === 'eager' ? [t('notRecorded')] : []),
        ];
  const detail = more.map((part) => ` · ${part}`).join('');
  const options = choices.map((id) => ({ id, name: id === 'auto' ? t('automatic') : backendNames[id] }));
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className="chip" aria-label={t('backendIs', { summary: engine + detail })}>
          <span className={`dot ${phase}`} aria-hidden />
          <span className="truncate">
            {engine}
            <span className="chip-more">{detail}</span>
          </span>
          <ChevronDownIcon className="icon" aria-hidden />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" align="end" sideOffset={8} collisionPadding={12} aria-label={t('backend')}>
          <h2>{t('backend')}</h2>
          {status !== null && <p>{local(status.reason)}</p>}
          <Segmented
            label={t('backend')}
            value={choice}
            options={options}
            onChange={(next) => void actions.choose(next)}
          />
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
          <Popover.Arrow className="popover-arrow" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
