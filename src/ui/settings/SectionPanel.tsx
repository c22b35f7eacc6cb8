/** One section of the experiment: its method, its parameters, the number of changes in it. Folds away. */
import { type ReactNode, useState } from 'react';
import { sectionFields, type Field } from '../../domain/config/fields.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import type { Section } from '../../domain/config/schema.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { Hint } from '../primitives/Hint.tsx';
import { ChevronDownIcon, ResetIcon } from '../primitives/icons.ts';
import { MethodPicker } from './MethodPicker.tsx';
import { ParamControl } from './ParamControl.tsx';

interface SectionPanelProps {
  readonly section: Section;
  /** Takes the place of the method pickers. */
  readonly head?: ReactNode;
  /** Above the pickers. */
  readonly before?: ReactNode;
  /** Below the fields. */
  readonly children?: ReactNode;
  /** Fields from elsewhere that belong here in a reader's mind. */
  readonly extra?: readonly Field[];
}

const advanced = (field: Field): boolean => field.kind === 'param' && field.spec.advanced === true;

export function SectionPanel({ section, head, before, children, extra = [] }: SectionPanelProps) {
  const { t, local } = useI18n();
  const { config: configActions, preferences } = useActions();
  const values: Readonly<Record<string, ParamValue>> = useAppState((state) => state.config.config[section.id]);
  const changes = useAppState((state) => state.config.changedPerSection[section.id]);
  const showAll = useAppState((state) => state.preferences.showAll);
  const changed = useAppState((state) => state.config.changed);
  const problems = useAppState((state) => state.config.problems);
  const open = useAppState((state) => !state.preferences.layout.folded.includes(`section-${section.id}`));
  // Which fields there are depends on the methods alone: while a slider moves, the other controls stand still.
  const methods = section.selectors.map(({ key }) => String(values[key])).join(' ');
  const [known, setKnown] = useState({ methods, fields: sectionFields(section, values) });
  if (known.methods !== methods) setKnown({ methods, fields: sectionFields(section, values) });
  const fields = [...known.fields, ...extra];
  // An advanced setting that is not as the preset has it, or is wrong, must not hide.
  const visible = fields.filter(
    (field) =>
      showAll || !advanced(field) || changed.includes(field.path) || problems.some(({ path }) => path === field.path),
  );
  const hidden = fields.length - visible.length;
  const name = local(section.name);
  const bodyId = `section-${section.id}-body`;
  return (
    <div className="section" role="group" aria-label={name}>
      <header className="section-head">
        <h2>
          <button
            type="button"
            aria-expanded={open}
            aria-controls={bodyId}
            onClick={() => preferences.toggleFolded(`section-${section.id}`)}
          >
            <ChevronDownIcon className="icon chevron" aria-hidden />
            {name}
          </button>
        </h2>
        {changes > 0 && <span className="count">{t('changes', { count: changes })}</span>}
        <span className="grow" />
        {changes > 0 && (
          <Hint text={t('resetSection')}>
            <button
              type="button"
              className="mini"
              aria-label={t('resetSectionNamed', { name })}
              onClick={() => configActions.resetSection(section.id)}
            >
              <ResetIcon aria-hidden />
            </button>
          </Hint>
        )}
      </header>
      {open && (
        <div className="section-body" id={bodyId}>
          {before}
          {head ?? visible.map((field) => field.kind === 'selector' && <MethodPicker key={field.path} field={field} />)}
          {visible.map((field) => field.kind === 'param' && <ParamControl key={field.path} field={field} />)}
          {children}
          {hidden > 0 && (
            <button type="button" className="link small more" onClick={() => preferences.setShowAll(true)}>
              {t('moreSettings', { count: hidden })}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
