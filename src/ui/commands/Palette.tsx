/** Everything one can do, found by typing: the actions of the registry, presets, and every setting by name. */
import { type KeyboardEvent, useMemo, useState } from 'react';
import { fieldsOf } from '../../domain/config/fields.ts';
import { sections } from '../../domain/config/schema.ts';
import { presets } from '../../domain/presets/index.ts';
import { userActions } from '../../state/userActions.ts';
import { useApp, useAppState } from '../context/app.tsx';
import { type I18n, useI18n } from '../context/language.tsx';
import { initialFocus, Modal } from '../primitives/Modal.tsx';
import { classes } from '../primitives/classes.ts';
import { SearchIcon } from '../primitives/icons.ts';
import { focusField } from '../settings/fieldId.ts';
import type { App } from '../../state/contract.ts';
import { choosePreset } from './choosePreset.ts';
import { keyText } from './keys.ts';
import { matches } from './match.ts';

interface Command {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** Words to be found by, in both languages. */
  readonly words: string;
  readonly keys: string | undefined;
  readonly perform: () => void;
}

function commandsOf(app: App, { t, local }: I18n): readonly Command[] {
  const state = app.store.getState();
  const actions = userActions
    .filter((action) => action.id !== 'palette' && action.enabled(state))
    .map((action): Command => {
      const name = action.name(state);
      const [keys] = action.keys;
      return {
        id: action.id,
        kind: t('commandAction'),
        name: local(name),
        words: `${name.en} ${name.zh}`,
        keys: keys === undefined ? undefined : keyText(keys),
        perform: () => void action.perform(app),
      };
    });
  const ofPresets = presets.map(({ id, name, question }): Command => ({
    id: `preset-${id}`,
    kind: t('preset'),
    name: local(name),
    words: `${name.en} ${name.zh} ${question.en} ${question.zh}`,
    keys: undefined,
    perform: () => choosePreset(app, id),
  }));
  const settings = fieldsOf(state.config.config).map((field): Command => {
    const section = sections.find(({ id }) => id === field.section);
    return {
      id: `setting-${field.path}`,
      kind: t('commandSetting'),
      name: [...(section === undefined ? [] : [local(section.name)]), local(field.name)].join(' · '),
      words: `${field.name.en} ${field.name.zh} ${field.path}`,
      keys: undefined,
      perform: () => {
        app.actions.preferences.setShowAll(true);
        // The control may only come on screen now.
        window.setTimeout(() => focusField(field.path), 50);
      },
    };
  });
  return [...actions, ...ofPresets, ...settings];
}

const mostShown = 40;

export default function Palette() {
  const app = useApp();
  const i18n = useI18n();
  const { t } = i18n;
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  useAppState((state) => state.run.phase);
  const all = useMemo(() => commandsOf(app, i18n), [app, i18n]);
  const found = all.filter((command) => matches(query, `${command.name} ${command.words}`)).slice(0, mostShown);
  const chosen = found[Math.min(active, found.length - 1)];
  const close = (): void => app.actions.view.open(null);
  const run = (command: Command): void => {
    close();
    command.perform();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const by = moves[event.key];
    if (by !== undefined && found.length > 0) {
      event.preventDefault();
      setActive((current) => (Math.min(current, found.length - 1) + by + found.length) % found.length);
    }
    if (event.key === 'Enter' && chosen !== undefined && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(chosen);
    }
  };
  return (
    <Modal title={t('palette')} bare className="palette" onClose={close}>
      <div className="palette-input">
        <SearchIcon className="icon" aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={chosen && `command-${chosen.id}`}
          aria-label={t('palette')}
          placeholder={t('palettePlaceholder')}
          {...initialFocus}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <ul className="palette-list scroll" id="palette-list" role="listbox" aria-label={t('palette')}>
        {found.map((command) => (
          <li
            key={command.id}
            id={`command-${command.id}`}
            role="option"
            aria-selected={command === chosen}
            className={classes(command === chosen && 'active')}
            ref={(element) => {
              if (command === chosen) element?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerMove={() => setActive(found.indexOf(command))}
            onClick={() => run(command)}
          >
            <span className="command-kind">{command.kind}</span>
            <span className="grow truncate">{command.name}</span>
            {command.keys !== undefined && <kbd>{command.keys}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="empty">{t('paletteNothing')}</p>}
    </Modal>
  );
}
