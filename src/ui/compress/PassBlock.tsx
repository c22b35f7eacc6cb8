/** One pass of the recipe: its method and settings, and the ways to move it by pointer and by key. */
import { type DragEvent, useState } from 'react';
import { namePass } from '../../domain/compression/recipe/nameRecipe.ts';
import { kindOf } from '../../domain/compression/recipe/passes.ts';
import type { RecipePass } from '../../domain/compression/recipe/recipe.ts';
import type { ParamField } from '../../domain/config/fields.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { IconButton } from '../primitives/IconButton.tsx';
import { ArrowDownIcon, ArrowUpIcon, GripIcon, TrashIcon } from '../primitives/icons.ts';
import { focusNextRemover } from '../primitives/passFocus.ts';
import { MethodView } from '../settings/MethodPicker.tsx';
import { ParamView } from '../settings/ParamControl.tsx';
import { methodGroups } from './methodGroups.ts';
import { PassOnly } from './PassOnly.tsx';
import { PassTerms } from './PassTerms.tsx';
import { passFields, passMethodField, usePassEdits, useRecipeField } from './recipeFields.ts';
import { useWords } from './useWords.ts';

interface PassBlockProps {
  readonly at: number;
  readonly count: number;
  readonly pass: RecipePass;
  readonly onMove: (to: number) => void;
  /** Place of the pass that is being dragged. */
  readonly dragged: number | null;
  readonly onDrag: (at: number | null) => void;
}

function Setting({
  field,
  at,
  value,
}: {
  readonly field: ParamField;
  readonly at: number;
  readonly value: ParamValue;
}) {
  const { setValue } = usePassEdits(at);
  const state = useRecipeField(field, value, (next) => setValue(field.key, next));
  return <ParamView field={field} state={state} />;
}

function Method({ at, pass }: Pick<PassBlockProps, 'at' | 'pass'>) {
  const say = useWords();
  const field = passMethodField(at);
  const state = useRecipeField(field, pass.method, usePassEdits(at).setMethod);
  return <MethodView field={field} state={state} groups={methodGroups(say)} />;
}

function Settings({ at, pass }: Pick<PassBlockProps, 'at' | 'pass'>) {
  const { t } = useI18n();
  const { preferences } = useActions();
  const showAll = useAppState((state) => state.preferences.showAll);
  const problems = useAppState((state) => state.compression.problems);
  const settings = passFields(at, pass).map((field) => ({ field, value: pass[field.key] ?? field.spec.default }));
  // An advanced setting that is not at its default, or is wrong, must not hide.
  const visible = settings.filter(
    ({ field, value }) =>
      showAll ||
      field.spec.advanced !== true ||
      value !== field.spec.default ||
      problems.some(({ path }) => field.path.endsWith(path)),
  );
  const hidden = settings.length - visible.length;
  return (
    <>
      {visible.map(({ field, value }) => (
        <Setting key={field.key} field={field} at={at} value={value} />
      ))}
      {hidden > 0 && (
        <button type="button" className="link small more" onClick={() => preferences.setShowAll(true)}>
          {t('moreSettings', { count: hidden })}
        </button>
      )}
    </>
  );
}

export function PassBlock({ at, count, pass, onMove, dragged, onDrag }: PassBlockProps) {
  const say = useWords();
  const { local } = useI18n();
  const { compression } = useActions();
  const [over, setOver] = useState(false);
  const number = at + 1;
  const kind = say(`kind-${kindOf(pass.method)}`);
  const isTarget = over && dragged !== null && dragged !== at;
  const accept = (event: DragEvent): void => {
    if (dragged === null) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    <li
      className="pass"
      aria-label={say('passIs', { number, name: local(namePass(pass)) })}
      data-target={isTarget || undefined}
      data-from={isTarget ? (dragged < at ? 'above' : 'below') : undefined}
      data-dragged={dragged === at || undefined}
      onDragOver={accept}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (dragged !== null) compression.movePass(dragged, at);
        onDrag(null);
      }}
    >
      <header className="pass-head">
        <span
          className="pass-grip"
          title={say('passDrag')}
          draggable
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', String(number));
            onDrag(at);
          }}
          onDragEnd={() => onDrag(null)}
        >
          <GripIcon className="icon" aria-hidden />
        </span>
        <h3>
          {number} · {kind}
        </h3>
        <span className="grow" />
        <IconButton
          icon={ArrowUpIcon}
          label={say('passUp', { number })}
          quiet
          disabled={at === 0}
          data-move={`${at}-up`}
          onClick={() => onMove(at - 1)}
        />
        <IconButton
          icon={ArrowDownIcon}
          label={say('passDown', { number })}
          quiet
          disabled={number === count}
          data-move={`${at}-down`}
          onClick={() => onMove(at + 1)}
        />
        <IconButton
          icon={TrashIcon}
          label={say('passRemove', { number })}
          quiet
          data-remove
          onClick={({ currentTarget }) => {
            // The blocks after it move up, into its place and under the focus.
            if (number === count) focusNextRemover(currentTarget, '.pass', '.add-pass');
            compression.removePass(at);
          }}
        />
      </header>
      <Method at={at} pass={pass} />
      <Settings at={at} pass={pass} />
      <PassOnly at={at} pass={pass} />
      {kindOf(pass.method) === 'train' && <PassTerms />}
    </li>
  );
}
