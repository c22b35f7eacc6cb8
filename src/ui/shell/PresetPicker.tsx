/** Presets as the questions that they answer. */
import { DropdownMenu } from 'radix-ui';
import { findPreset, presets } from '../../domain/presets/index.ts';
import { choosePreset } from '../commands/choosePreset.ts';
import { useApp, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { CheckIcon, ChevronsUpDownIcon } from '../primitives/icons.ts';

export function PresetPicker() {
  const { t, local } = useI18n();
  const app = useApp();
  const presetId = useAppState((state) => state.config.presetId);
  const changes = useAppState((state) => state.config.changed.length);
  const current = presetId === null ? undefined : findPreset(presetId);
  const name = current === undefined ? t('ownExperiment') : local(current.name);
  const choose = (id: string): void => {
    const preset = findPreset(id);
    if (preset === undefined) return;
    choosePreset(app, preset.id);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="picker preset">
          <span className="preset-text">
            <span className="visually-hidden">{t('preset')}: </span>
            <span className="truncate">{name}</span>
            {changes > 0 && <span className="count">{t('changes', { count: changes })}</span>}
          </span>
          <ChevronsUpDownIcon className="icon" aria-hidden />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu wide scroll" align="end" sideOffset={6} collisionPadding={12}>
          <DropdownMenu.Label className="menu-label">{t('presetHint')}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={presetId ?? ''} onValueChange={choose}>
            {presets.map((preset) => (
              <DropdownMenu.RadioItem key={preset.id} value={preset.id} className="menu-item described question">
                <DropdownMenu.ItemIndicator className="menu-check">
                  <CheckIcon className="icon" aria-hidden />
                </DropdownMenu.ItemIndicator>
                <strong>{local(preset.name)}</strong>
                <span>{local(preset.question)}</span>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
