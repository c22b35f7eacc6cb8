/** Every optimizer, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { adadelta } from './adadelta.ts';
import { adafactor } from './adafactor.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import { lion } from './lion.ts';
import { momentum } from './momentum.ts';
import { muon } from './muon.ts';
import { nadam } from './nadam.ts';
import { nesterov } from './nesterov.ts';
import { rmsprop } from './rmsprop.ts';
import { scheduleFree } from './scheduleFree.ts';
import { sgd } from './sgd.ts';

export const optimizers = registry(
  sgd,
  momentum,
  nesterov,
  adagrad,
  adadelta,
  rmsprop,
  adam,
  nadam,
  adamw,
  lion,
  muon,
  adafactor,
  scheduleFree,
);
