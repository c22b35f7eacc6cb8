/** Every low-rank method, in the order in which the interface lists them. */
import { registry } from '../../core/definition.ts';
import { svd } from './svd.ts';
import { whitenedSvd } from './whitenedSvd.ts';

export const lowRankMethods = registry(svd, whitenedSvd);
