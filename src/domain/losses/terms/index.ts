/** Every term that can stand beside a loss, in the order in which the interface lists them. */
import { registry } from '../../core/definition.ts';
import { auxiliaryLm } from './auxiliaryLm.ts';
import { contrast } from './contrast.ts';
import { margin } from './margin.ts';
import { multiToken } from './multiToken.ts';
import { rDrop } from './rDrop.ts';
import { triplet } from './triplet.ts';
import { unlikelihood } from './unlikelihood.ts';

export const lossTerms = registry(unlikelihood, multiToken, rDrop, auxiliaryLm, contrast, triplet, margin);
