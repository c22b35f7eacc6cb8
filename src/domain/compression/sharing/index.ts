/** Every sharing method, in the order in which the interface lists them. */
import { registry } from '../../core/definition.ts';
import { codebook } from './codebook.ts';
import { crossLayer } from './crossLayer.ts';

export const sharingMethods = registry(codebook, crossLayer);
