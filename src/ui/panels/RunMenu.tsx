/** The rarer things one can do with a run: compare all others with it, keep it for ever. */
import { DropdownMenu } from 'radix-ui';
import type { RunRecord } from '../../state/contract.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { CheckIcon, MoreIcon } from '../primitives/icons.ts';

export function RunMenu({ record }: { readonly record: RunRecord }) {
  const { t } = useI18n();
  const { runs } = useActions();
  const isBaseline = useAppState((state) => state.runs.baselineId === record.id);
  const check = (
    <DropdownMenu.ItemIndicator className="menu-check">
      <CheckIcon className="icon" aria-hidden />
    </DropdownMenu.ItemIndicator>
  );
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="button square quiet" aria-label={t('moreOf', { name: record.name })}>
          <MoreIcon className="icon" aria-hidden />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={12}>
          <DropdownMenu.CheckboxItem
            className="menu-item"
            checked={isBaseline}
            onCheckedChange={(checked) => runs.setBaseline(checked ? record.id : null)}
          >
            {check}
            {t('useAsBaseline')}
          </DropdownMenu.CheckboxItem>
          <DropdownMenu.CheckboxItem
            className="menu-item"
            checked={record.pinned}
            onCheckedChange={() => runs.togglePinned(record.id)}
          >
            {check}
            {t('keepRun')}
          </DropdownMenu.CheckboxItem>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
