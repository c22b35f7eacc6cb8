/** Both places hold what the input holds. */
export const copyTwiceReference = <Values>(input: Values): { readonly first: Values; readonly second: Values } => ({
  first: input,
  second: input,
});
