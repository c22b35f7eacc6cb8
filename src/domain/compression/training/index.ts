/** Every pass that trains. */
import { registry } from '../../core/definition.ts';
import { gradual } from './gradual.ts';
import { lottery } from './lottery.ts';
import { movement } from './movement.ts';
import { qat } from './qat.ts';
import { retrain } from './retrain.ts';

export const trainers = registry(retrain, qat, gradual, movement, lottery);

export type TrainerId = keyof typeof trainers;
