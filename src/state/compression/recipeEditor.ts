/** Editing the recipe, with undo. Changes of the same setting that follow each other closely are taken back together. */
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import { reportOf } from '../../domain/core/errors.ts';
import type { Context } from '../context.ts';
import type { CompressionActions, CompressionState } from './contract.ts';
import type * as tools from './recipeTools.ts';

export type RecipeTools = typeof tools;

export type RecipeEditor = Pick<
  CompressionActions,
  | 'open'
  | 'addPass'
  | 'movePass'
  | 'removePass'
  | 'setPassMethod'
  | 'setPassValue'
  | 'setPassOnly'
  | 'setRest'
  | 'importRecipe'
  | 'exportRecipe'
  | 'edit'
  | 'setRecipe'
  | 'undo'
  | 'redo'
> & {
  readonly tools: () => Promise<RecipeTools>;
};

/** As for settings of the experiment. */
const gestureMs = 600;
const mostUndo = 200;

export function createRecipeEditor({ environment, get, patch }: Context): RecipeEditor {
  let loading: Promise<RecipeTools> | null = null;
  let loaded: RecipeTools | null = null;
  let gesture: { readonly path: string; readonly at: number } | null = null;

  const state = (): CompressionState => get().compression;

  async function tools(): Promise<RecipeTools> {
    loading ??= import('./recipeTools.ts');
    try {
      return (loaded = await loading);
    } catch (thrown) {
      // Without a network now, perhaps with one at the next try.
      loading = null;
      throw thrown;
    }
  }

  function derived(
    recipe: Recipe,
    { validateRecipe, orderProblems, encodeRecipe }: RecipeTools,
  ): Partial<CompressionState> {
    const problems = [...validateRecipe(recipe).problems, ...orderProblems(recipe.passes)];
    return { recipe, problems, ...(problems.length === 0 && { text: encodeRecipe(recipe) }) };
  }

  function continues(path: string | null): boolean {
    const at = environment.now();
    const same = path !== null && gesture?.path === path && at - gesture.at <= gestureMs;
    gesture = path === null ? null : { path, at };
    return same;
  }

  /** @param path of the setting, where further changes of it belong to the same gesture */
  function commit(change: (tools: RecipeTools, recipe: Recipe) => Recipe, path: string | null = null): void {
    const { recipe, past } = state();
    if (loaded === null || recipe === null) return;
    const next = change(loaded, recipe);
    if (next === recipe) return;
    patch('compression', {
      ...derived(next, loaded),
      replaced: [],
      past: continues(path) ? past : [...past, recipe].slice(-mostUndo),
      future: [],
    });
  }

  function travel(from: 'past' | 'future', to: 'past' | 'future'): void {
    const before = state();
    const target = before[from].at(-1);
    if (loaded === null || before.recipe === null || target === undefined) return;
    gesture = null;
    patch('compression', {
      ...derived(target, loaded),
      replaced: [],
      [from]: before[from].slice(0, -1),
      [to]: [...before[to], before.recipe],
    });
  }

  /** What the lab shows to those who have no recipe yet. */
  const firstRecipe = ({ newPass }: RecipeTools): Recipe => ({
    passes: [{ ...newPass('gptq'), group: 32 }],
    rest: 'f16',
  });

  return {
    tools,
    async open() {
      try {
        const found = await tools();
        const { recipe, text } = state();
        if (recipe !== null) return;
        const read = text === null ? { recipe: firstRecipe(found), problems: [] } : found.decodeRecipe(text);
        // What was given stays in the address until the person changes it.
        patch('compression', {
          recipe: read.recipe,
          problems: found.orderProblems(read.recipe.passes),
          replaced: read.problems,
        });
      } catch (thrown) {
        patch('compression', { error: reportOf(thrown) });
      }
    },
    addPass: (method) => commit((edit, recipe) => edit.addPass(recipe, method)),
    movePass: (from, to) => commit((edit, recipe) => edit.movePass(recipe, from, to)),
    removePass: (at) => commit((edit, recipe) => edit.removePass(recipe, at)),
    setPassMethod: (at, method) => commit((edit, recipe) => edit.setPassMethod(recipe, at, method)),
    setPassValue: (at, key, value) =>
      commit((edit, recipe) => edit.setPassValue(recipe, at, key, value), `passes.${at}.${key}`),
    setPassOnly: (at, only) => commit((edit, recipe) => edit.setPassOnly(recipe, at, only)),
    setRest: (rest) => commit((_, recipe) => ({ ...recipe, rest: rest as Recipe['rest'] })),
    importRecipe(json) {
      if (loaded === null) return [];
      const { recipe, problems } = loaded.parseRecipe(json);
      if (recipe !== null) commit(() => recipe);
      patch('compression', { replaced: problems });
      return problems;
    },
    exportRecipe() {
      const { recipe } = state();
      return loaded === null || recipe === null ? null : loaded.printRecipe(recipe);
    },
    edit(variantId) {
      const variant = state().variants.find((other) => other.variantId === variantId);
      if (variant !== undefined) commit(() => variant.recipe);
    },
    setRecipe: (recipe) => commit(() => recipe),
    undo: () => travel('past', 'future'),
    redo: () => travel('future', 'past'),
  };
}
