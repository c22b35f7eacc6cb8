/** Every tokenizer, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { byte } from './byte.ts';
import { character } from './character.ts';
import { imported } from './imported/definition.ts';

/** Those that are built from a text. */
export const tokenizers = registry(character, byte);

/** All that an experiment can name. */
export const tokenizerChoices = registry(character, byte, imported);
