/** What can be taken away: measurements of the selected run, the settings, the weights of the current one. */
import { DropdownMenu } from 'radix-ui';
import { type GgufFormat, ggufFormats } from '../../domain/files/gguf/formats.ts';
import { printExperiment } from '../../domain/config/json.ts';
import { useApp, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { saveFile } from '../context/saveFile.ts';
import { DownloadIcon } from '../primitives/icons.ts';
import { useSelectedRecord } from './useSelectedRun.ts';

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
    for (const file of files) saveFile(`${name}.${file.name}`, file.bytes, 'application/octet-stream');
  };
  const saveGguf = async (format: GgufFormat): Promise<void> => {
    const file = await actions.run.exportGguf(format);
    if (file !== null) saveFile(`${name}.${file.name}`, file.bytes, 'application/octet-stream');
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
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => saveFile(`${name}.csv`, metrics.toCsv(id), 'text/csv')}
          >
            {t('downloadCsv')}
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => saveFile(`${name}.metrics.json`, metrics.toJson(id), 'application/json')}
          >
            {t('downloadJson')}
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => saveFile(`${name}.experiment.json`, printExperiment(config), 'application/json')}
          >
            {t('downloadExperiment')}
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" disabled={!current} onSelect={() => void saveModel()}>
            {t('downloadModel')}
          </DropdownMenu.Item>
          {ggufFormats.map((format) => (
            <DropdownMenu.Item
              key={format}
              className="menu-item"
              disabled={!current}
              onSelect={() => void saveGguf(format)}
            >
              {t('downloadGguf', { format: format.toUpperCase() })}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
