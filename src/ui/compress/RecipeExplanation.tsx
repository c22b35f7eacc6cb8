/** The explanation of a part of the recipe, for the right column and the ⓘ popover. Lazy: it brings all methods. */
import type { ReactNode } from 'react';
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import { useAppState } from '../context/app.tsx';
import { compressWords } from '../../i18n/compressWords.ts';
import { type Explanation, ofMethod, ofParam } from '../why/explanation.ts';
import { ExplanationCard } from '../why/ExplanationCard.tsx';
import { definitionOf, passFields, passMethodField, restField } from './recipeFields.ts';

/** @param subject the path of a field of the recipe */
export function explainRecipe(recipe: Recipe, subject: string): Explanation | null {
  const here = { takesEffect: compressWords.takesEffect } as const;
  if (subject === restField.path) {
    return { ...ofParam(restField, recipe.rest), place: [compressWords.recipe], ...here };
  }
  for (const [at, pass] of recipe.passes.entries()) {
    const place = [compressWords.recipe, definitionOf(pass).name];
    const method = passMethodField(at);
    if (method.path === subject) return { ...ofMethod(method, definitionOf(pass)), place: [compressWords.recipe] };
    const field = passFields(at, pass).find(({ path }) => path === subject);
    if (field !== undefined) return { ...ofParam(field, pass[field.key]), place, ...here };
  }
  return null;
}

interface RecipeExplanationProps {
  readonly subject: string;
  /** Where the recipe has no such part any more. */
  readonly otherwise?: ReactNode;
}

export default function RecipeExplanation({ subject, otherwise = null }: RecipeExplanationProps) {
  const recipe = useAppState((state) => state.compression.recipe);
  const explanation = recipe === null ? null : explainRecipe(recipe, subject);
  return explanation === null ? otherwise : <ExplanationCard explanation={explanation} />;
}
