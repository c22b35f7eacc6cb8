/** Its blocks, token by token. */
import { blockDecoding } from '../blocks/decoder.ts';
import { blocks, type MinGruSettings } from './definition.ts';

export const minGruDecoding = blockDecoding<MinGruSettings>(blocks);
