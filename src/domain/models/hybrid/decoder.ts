/** Its blocks, token by token. */
import { blockDecoding } from '../blocks/decoder.ts';
import { blocks, type HybridSettings } from './definition.ts';

export const hybridDecoding = blockDecoding<HybridSettings>(blocks);
