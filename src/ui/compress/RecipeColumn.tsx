/** The left column of the lab: the recipe as blocks in an order that can be changed. Lazy chunk: it brings all methods. */
import { useEffect, useRef, useState } from 'react';
import { namePass } from '../../domain/compression/recipe/nameRecipe.ts';
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { IconButton } from '../primitives/IconButton.tsx';
import { RedoIcon, UndoIcon } from '../primitives/icons.ts';
import { keysOf } from '../commands/keysOf.ts';
import { ParamView } from '../settings/ParamControl.tsx';
import { AddPass } from './AddPass.tsx';
import { PassBlock } from './PassBlock.tsx';
import { ReplacedNote, RecipeFiles } from './RecipeFiles.tsx';
import { restField, useRecipeField } from './recipeFields.ts';
import { useWords } from './useWords.ts';

function Rest({ rest }: Pick<Recipe, 'rest'>) {
  const { compression } = useActions();
  const state = useRecipeField(restField, rest, (value) => compression.setRest(value));
  return <ParamView field={restField} state={state} />;
}

function Passes({ passes }: Pick<Recipe, 'passes'>) {
  const say = useWords();
  const { local } = useI18n();
  const { compression } = useActions();
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [moved, setMoved] = useState('');
  /** Focus goes with the pass, to the other button where this one has come to an end. */
  const move = (from: number, to: number): void => {
    const pass = passes[from];
    if (pass === undefined) return;
    compression.movePass(from, to);
    setMoved(say('passMoved', { name: local(namePass(pass)), number: to + 1, count: passes.length }));
    const [same, other] = to < from ? ['up', 'down'] : ['down', 'up'];
    window.requestAnimationFrame(() => {
      const buttons = [same, other].map((way) =>
        list.current?.querySelector<HTMLElement>(`[data-move="${to}-${way}"]`),
      );
      buttons.find((button) => button?.hasAttribute('disabled') === false)?.focus();
    });
  };
  return (
    <>
      <ol className="passes" ref={list}>
        {passes.map((pass, at) => (
          <PassBlock
            key={at}
            at={at}
            count={passes.length}
            pass={pass}
            onMove={(to) => move(at, to)}
            dragged={dragged}
            onDrag={setDragged}
          />
        ))}
      </ol>
      <p className="visually-hidden" role="status">
        {moved}
      </p>
    </>
  );
}

export default function RecipeColumn() {
  const say = useWords();
  const { local, t } = useI18n();
  const { compression } = useActions();
  const recipe = useAppState((state) => state.compression.recipe);
  const canUndo = useAppState((state) => state.compression.past.length > 0);
  const canRedo = useAppState((state) => state.compression.future.length > 0);
  useEffect(() => void compression.open(), [compression]);
  if (recipe === null) return <p className="empty">{t('placeLoading')}</p>;
  const rest =
    restField.spec.kind === 'choice' ? restField.spec.options.find(({ id }) => id === recipe.rest) : undefined;
  return (
    <section className="recipe" aria-labelledby="recipe-title">
      <header className="recipe-head">
        <h2 id="recipe-title">{say('recipe')}</h2>
        <span className="small muted truncate">{say('recipeHint')}</span>
        <span className="grow" />
        <IconButton
          icon={UndoIcon}
          label={say('undoRecipe')}
          keys={keysOf('undo')}
          quiet
          disabled={!canUndo}
          onClick={() => compression.undo()}
        />
        <IconButton
          icon={RedoIcon}
          label={say('redoRecipe')}
          keys={keysOf('redo')}
          quiet
          disabled={!canRedo}
          onClick={() => compression.redo()}
        />
      </header>
      <ReplacedNote />
      {recipe.passes.length === 0 ? (
        <p className="small muted">{say('recipeEmpty', { rest: rest ? local(rest.name) : recipe.rest })}</p>
      ) : (
        <Passes passes={recipe.passes} />
      )}
      <AddPass count={recipe.passes.length} />
      <Rest rest={recipe.rest} />
      <RecipeFiles />
    </section>
  );
}
