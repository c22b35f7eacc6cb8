/** All that knows the methods of compression, loaded as one when the lab is opened: the first page does without. */
export {
  addPass,
  movePass,
  newPass,
  removePass,
  setPassMethod,
  setPassOnly,
  setPassValue,
} from '../../domain/compression/recipe/editRecipe.ts';
export { decodeRecipe, encodeRecipe, parseRecipe, printRecipe } from '../../domain/compression/recipe/recipeText.ts';
export { orderProblems } from '../../domain/compression/recipe/passOrder.ts';
export { recipeOrders } from '../../domain/compression/recipe/recipeOrders.ts';
export { sweepRecipes } from '../../domain/compression/recipe/sweepRecipes.ts';
export { validateRecipe } from '../../domain/compression/recipe/validateRecipe.ts';
