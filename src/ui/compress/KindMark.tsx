/** A shape for each kind of recipe, so that dots differ by more than their place and shade. Centred, 12 units across. */
import type { RecipeKind } from './methodGroups.ts';

const outlines: Readonly<Record<Exclude<RecipeKind, 'quantize'>, string>> = {
  prune: 'M-4.9 -4.9H4.9V4.9H-4.9Z',
  factorize: 'M0 -6.2L5.8 4.6H-5.8Z',
  share: 'M0 -6.6L6.6 0L0 6.6L-6.6 0Z',
  inputs: 'M-5.6 -5.6H5.6L-5.6 5.6H5.6Z',
  train: 'M-5.8 -4.6H5.8L0 6.2Z',
  mixed: 'M-2 -6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z',
};

export function KindMark({ kind }: { readonly kind: RecipeKind }) {
  return kind === 'quantize' ? <circle r={5.5} /> : <path d={outlines[kind]} />;
}
