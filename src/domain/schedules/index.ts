/** Every learning-rate schedule, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { constant } from './constant.ts';
import { cosine } from './cosine.ts';

export const schedules = registry(constant, cosine);
