/** The settings of a pass as fields, so that they get the same controls and explanations as everything else. */
import { passMethods } from '../../domain/compression/recipe/passes.ts';
import { restSpec, type RecipePass } from '../../domain/compression/recipe/recipe.ts';
import { methodField, settingField } from '../../domain/compression/recipe/validateRecipe.ts';
import type { Field, ParamField, SelectorField } from '../../domain/config/fields.ts';
import type { Definition } from '../../domain/core/definition.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import { useActions, useAppState } from '../context/app.tsx';
import type { FieldState } from '../settings/useField.ts';
import { recipePrefix } from '../why/recipeSubject.ts';

export const definitionOf = ({ method }: RecipePass): Definition => passMethods[method];

const pathOf = (at: number): string => `${recipePrefix}passes.${at}.`;

export const passMethodField = (at: number): SelectorField => methodField(pathOf(at));

export function passFields(at: number, pass: RecipePass): readonly ParamField[] {
  const definition = definitionOf(pass);
  return Object.entries(definition.params).map(([key, spec]) => settingField(pathOf(at), key, spec, definition));
}

export const restField: ParamField = settingField(recipePrefix, 'rest', restSpec, null);

/** What a control needs to know of a value of the recipe; marks compare with the method's defaults. */
export function useRecipeField(field: Field, value: ParamValue, set: (value: ParamValue) => void): FieldState {
  const path = field.path.slice(recipePrefix.length);
  const problem = useAppState((state) => state.compression.problems.find((candidate) => candidate.path === path));
  const standard = field.kind === 'selector' ? value : field.spec.default;
  return {
    value,
    baseValue: standard,
    changed: value !== standard,
    pending: false,
    problem,
    set,
    reset: () => set(standard),
  };
}

/** The edits of the pass at a place. */
export function usePassEdits(at: number): {
  readonly setMethod: (value: ParamValue) => void;
  readonly setValue: (key: string, value: ParamValue) => void;
} {
  const { compression } = useActions();
  return {
    setMethod: (value) => {
      const method = Object.values(passMethods).find(({ id }) => id === value)?.id;
      if (method !== undefined) compression.setPassMethod(at, method);
    },
    setValue: (key, value) => compression.setPassValue(at, key, value),
  };
}
