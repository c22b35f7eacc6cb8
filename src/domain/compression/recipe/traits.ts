/** What a method is to others in a recipe, read off its definition: the order of passes and the page know none by its name. */
import { kindOf, passMethods, type PassId } from './passes.ts';

export function removedUnit(id: PassId): 'neuron' | 'head' | 'layer' | null {
  const method = passMethods[id];
  return 'unit' in method ? method.unit : null;
}

export const sharesLayers = (id: PassId): boolean => {
  const method = passMethods[id];
  return 'kind' in method && method.kind === 'layers';
};

/** Gives matrices different numbers of bits. */
export const dealsBits = (id: PassId): boolean => 'dealsBits' in passMethods[id];

export function inputsDone(id: PassId): 'round' | 'fold' | null {
  const method = passMethods[id];
  return 'does' in method ? method.does : null;
}

export const folds = (id: PassId): boolean => inputsDone(id) === 'fold';

/** Keeps a part of the range of its numbers that a person can choose. */
export const takesClip = (id: PassId): boolean => 'clip' in passMethods[id].params;

/** Begins again from weights of before the recipe. */
export const rewinds = (id: PassId): boolean => 'rewinding' in passMethods[id];

/** Trains for levels of its own, wherever weights were before. */
export const choosesLevels = (id: PassId): boolean => 'choosesLevels' in passMethods[id];

/** Goes on training, and nothing else. */
export const onlyTrains = (id: PassId): boolean =>
  kindOf(id) === 'train' && !rewinds(id) && !choosesLevels(id) && !('cutting' in passMethods[id]);
