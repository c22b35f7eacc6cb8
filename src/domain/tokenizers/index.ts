/** Every tokenizer, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { byte } from './byte.ts';
import { character } from './character.ts';

export const tokenizers = registry(character, byte);
