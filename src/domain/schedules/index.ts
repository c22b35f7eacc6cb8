/** Every learning-rate schedule, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import { cosineRestarts } from './cosineRestarts.ts';
import { drawn } from './drawn.ts';
import { exponential } from './exponential.ts';
import { noam } from './noam.ts';
import { oneCycle } from './oneCycle.ts';
import { plateau } from './plateau.ts';
import { polynomial } from './polynomial.ts';
import { step } from './step.ts';
import { triangular } from './triangular.ts';
import { warmupStableDecay } from './warmupStableDecay.ts';

export const schedules = registry(
  constant,
  step,
  exponential,
  polynomial,
  noam,
  cosine,
  cosineRestarts,
  oneCycle,
  warmupStableDecay,
  triangular,
  plateau,
  drawn,
);
