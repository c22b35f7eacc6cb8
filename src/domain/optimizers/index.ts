/** Every optimizer, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import { sgd } from './sgd.ts';

export const optimizers = registry(sgd, adam, adamw);
