/** Every loss, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { classWeighted } from './classWeighted.ts';
import { crossEntropy } from './crossEntropy.ts';
import { custom } from './custom.ts';
import { focal } from './focal.ts';

export const losses = registry(crossEntropy, focal, classWeighted, custom);
