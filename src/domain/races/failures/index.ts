/** Every failure, in the order in which the interface lists them. */
import type { Failure } from './contract.ts';
import { deadUnits } from './deadUnits.ts';
import { explodingGradient } from './explodingGradient.ts';
import { leakedText } from './leakedText.ts';
import { missingWarmup } from './missingWarmup.ts';
import { rateTimesThirty } from './rateTimesThirty.ts';

export const failures: readonly Failure[] = [rateTimesThirty, missingWarmup, explodingGradient, leakedText, deadUnits];

export const findFailure = (id: string): Failure | undefined => failures.find((failure) => failure.id === id);
