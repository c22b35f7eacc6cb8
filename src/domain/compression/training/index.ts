/** Every pass that trains. */
import { registry } from '../../core/definition.ts';
import { qat } from './qat.ts';
import { retrain } from './retrain.ts';

export const trainers = registry(retrain, qat);

export type TrainerId = keyof typeof trainers;
