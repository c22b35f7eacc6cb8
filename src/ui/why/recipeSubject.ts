/** Parts of the recipe are explained by what the compression lab loads; they are told by their path. */
export const recipePrefix = 'recipe.';

export const isRecipeSubject = (subject: string): boolean => subject.startsWith(recipePrefix);
