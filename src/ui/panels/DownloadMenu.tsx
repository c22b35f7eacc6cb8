/** What can be taken away: measurements of the selected run, the settings, the weights of the current one. */
import { DropdownMenu } from 'radix-ui';
import { printExperiment } from '../../domain/config/json.ts';
import { useApp, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { DownloadIcon } from '../primitives/icons.ts';
import { useSelectedRecord } from './useSelectedRun.ts';

function save(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  // Some browsers read the address only after the click has been handled.
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function DownloadMenu() {
  const { t } = useI18n();
  const { metrics, actions } = useApp();
  const record = useSelectedRecord();
  const current = useAppState(
    (state) => state.run.runId !== null && state.run.runId === state.runs.selectedId && state.run.facts !== null,
  );
  if (record === null) return null;
  const { id, name, config } = record;
  const saveModel = async (): Promise<void> => {
    const files = (await actions.run.exportFiles()) ?? [];
    for (const file of files) save(`${name}.${file.name}`, file.bytes, 'application/octet-stream');
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="toggle with-icon" aria-label={t('download')}>
          <DownloadIcon className="icon" aria-hidden />
          {t('download')}
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu plain" align="end" sideOffset={6} collisionPadding={12}>
          <DropdownMenu.Label className="menu-label">{name}</DropdownMenu.Label>
          <DropdownMenu.Item className="menu-item" onSelect={() => save(`${name}.csv`, metrics.toCsv(id), 'text/csv')}>
            {t('downloadCsv')}
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => save(`${name}.metrics.json`, metrics.toJson(id), 'application/json')}
          >
            {t('downloadJson')}
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => save(`${name}.experiment.json`, printExperiment(config), 'application/json')}
          >
            {t('downloadExperiment')}
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" disabled={!current} onSelect={() => void saveModel()}>
            {t('downloadModel')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
