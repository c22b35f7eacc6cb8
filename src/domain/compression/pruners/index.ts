/** Every method that removes single weights, in the order in which the interface lists them: from the crudest on. */
import { registry } from '../../core/definition.ts';
import { magnitude } from './magnitude.ts';
import { movement } from './movement.ts';
import { random } from './random.ts';
import { sparseGpt } from './sparseGpt.ts';
import { wanda } from './wanda.ts';

export const pruners = registry(random, magnitude, wanda, sparseGpt, movement);
