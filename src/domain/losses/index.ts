/** Every loss, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { crossEntropy } from './crossEntropy.ts';

export const losses = registry(crossEntropy);
