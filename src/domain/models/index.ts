/** Architectures. May import: domain/core, each model its own folder, and what several share (recurrent, blocks, decoding). */
import { registry } from '../core/definition.ts';
import { bigram } from './bigram/definition.ts';
import { gru } from './gru/definition.ts';
import { hybrid } from './hybrid/definition.ts';
import { lstm } from './lstm/definition.ts';
import { minGru } from './min-gru/definition.ts';
import { mlp } from './mlp/definition.ts';
import { rnn } from './rnn/definition.ts';
import { transformer } from './transformer/definition.ts';

export const models = registry(transformer, rnn, lstm, gru, minGru, hybrid, mlp, bigram);
