/** Architectures. May import: domain/core, and each model its own folder. */
import { registry } from '../core/definition.ts';
import { lstm } from './lstm/definition.ts';
import { transformer } from './transformer/definition.ts';

export const models = registry(transformer, lstm);
