/** Chooses the method of a section; every choice says in a sentence what it is for. */
import { DropdownMenu } from 'radix-ui';
import { memo } from 'react';
import { lookup } from '../../domain/config/lookup.ts';
import type { SelectorField } from '../../domain/config/fields.ts';
import type { Definition } from '../../domain/core/definition.ts';
import { useExplain } from '../context/explain.ts';
import { useI18n } from '../context/language.tsx';
import { Hint } from '../primitives/Hint.tsx';
import { CheckIcon, ChevronsUpDownIcon, ResetIcon } from '../primitives/icons.ts';
import { InfoPopover } from '../why/InfoPopover.tsx';
import { problemIdOf } from './FieldFrame.tsx';
import { fieldId } from './fieldId.ts';
import { ProblemNote } from './ProblemNote.tsx';
import { type FieldState, useField } from './useField.ts';

/** Methods under a heading; without headings there is one group. */
export interface MethodGroup<Id extends string = string> {
  readonly name: string | null;
  readonly definitions: readonly Definition<Id>[];
}

interface MethodPickerProps {
  readonly field: SelectorField;
  readonly groups?: readonly MethodGroup[];
}

/** What comes with a file is there only once a file has brought it. */
const offered = (registry: Readonly<Record<string, Definition>>, chosen: unknown): readonly Definition[] =>
  Object.values(registry).filter(({ id, withFile }) => withFile !== true || id === chosen);

/** The picker of a method of the experiment. */
export const MethodPicker = memo(function MethodPicker({ field, groups }: MethodPickerProps) {
  const state = useField(field, field.selector.default);
  return <MethodView field={field} state={state} {...(groups === undefined ? {} : { groups })} />;
});

/** The picker alone, for methods that are chosen elsewhere. */
export function MethodView({ field, state, groups }: MethodPickerProps & { readonly state: FieldState }) {
  const { t, local } = useI18n();
  const explain = useExplain(field.path);
  const { registry } = field.selector;
  const chosen = lookup(registry, String(state.value));
  const name = local(field.name);
  const shown = groups ?? [{ name: null, definitions: offered(registry, state.value) }];
  const base = lookup(registry, String(state.baseValue ?? ''));
  return (
    <div className="field method" data-changed={state.changed || undefined} {...explain}>
      <div className="field-head">
        {state.changed && <span className="changed-mark" aria-hidden />}
        <label htmlFor={fieldId(field.path)}>{name}</label>
        <InfoPopover subject={field.path} name={name} />
        <span className="grow" />
        {state.pending && <span className="tag warn">{t('pending')}</span>}
        {state.changed && base !== undefined && (
          <Hint text={t('resetTo', { value: local(base.name) })}>
            <button
              type="button"
              className="mini"
              aria-label={t('resetNamed', { name, value: local(base.name) })}
              onClick={state.reset}
            >
              <ResetIcon aria-hidden />
            </button>
          </Hint>
        )}
      </div>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <button
            type="button"
            className="picker"
            id={fieldId(field.path)}
            aria-label={`${name}: ${chosen ? local(chosen.name) : ''}`}
          >
            <span className="truncate">{chosen ? local(chosen.name) : String(state.value)}</span>
            <ChevronsUpDownIcon className="icon" aria-hidden />
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu wide scroll" align="start" sideOffset={6} collisionPadding={12}>
            <DropdownMenu.RadioGroup value={String(state.value)} onValueChange={state.set}>
              {shown.map((group) => (
                <DropdownMenu.Group key={group.name ?? ''}>
                  {group.name !== null && <DropdownMenu.Label className="menu-label">{group.name}</DropdownMenu.Label>}
                  {group.definitions.map((definition) => (
                    <DropdownMenu.RadioItem key={definition.id} value={definition.id} className="menu-item described">
                      <DropdownMenu.ItemIndicator className="menu-check">
                        <CheckIcon className="icon" aria-hidden />
                      </DropdownMenu.ItemIndicator>
                      <strong>{local(definition.name)}</strong>
                      <span>{local(definition.summary)}</span>
                    </DropdownMenu.RadioItem>
                  ))}
                </DropdownMenu.Group>
              ))}
            </DropdownMenu.RadioGroup>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {state.problem !== undefined && (
        <ProblemNote id={problemIdOf(field.path)} problem={state.problem} onUse={state.set} />
      )}
    </div>
  );
}
