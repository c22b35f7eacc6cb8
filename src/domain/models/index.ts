/** Architectures. May import: domain/core, each model its own folder, and recurrent ones what they share (recurrent). */
import { registry } from '../core/definition.ts';
import { gru } from './gru/definition.ts';
import { lstm } from './lstm/definition.ts';
import { rnn } from './rnn/definition.ts';
import { transformer } from './transformer/definition.ts';

export const models = registry(transformer, rnn, lstm, gru);
