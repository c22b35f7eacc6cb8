/** What the model runs on; a click says why, and lets a person choose otherwise. */
import { Popover } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { ChevronDownIcon } from '../primitives/icons.ts';
import { backendNames } from './backendNames.ts';

const BackendFacts = lazy(() => import('./BackendFacts.tsx'));

/** Until the engine says what it is; where nothing trains by itself, it waits for the person. */
const withoutStatus = {
  idle: 'engineIdle',
  starting: 'engineStarting',
  ready: 'engineStarting',
  failed: 'engineFailed',
} as const;

export function BackendChip() {
  const { t } = useI18n();
  const { phase, status } = useAppState((state) => state.engine);
  const execution = useAppState((state) => state.run.status?.cost?.execution ?? null);
  const engine = status === null ? t(withoutStatus[phase]) : backendNames[status.backend];
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
          <Suspense>
            <BackendFacts />
          </Suspense>
          <Popover.Arrow className="popover-arrow" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
