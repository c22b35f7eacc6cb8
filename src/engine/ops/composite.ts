/** The operations as compositions of stock ones: what runs on the CPU, and the oracle of every kernel of ours. */
import * as tf from '../tf.ts';
import { composedFeedForward, type FeedForwardParts } from '../../domain/models/feedForward.ts';
import { addWith, joinByAdding, ontoWith } from './add.ts';
import { compositeAttention } from './attention.ts';
import { columnSizes } from './columnSizes.ts';
import type { BackendOps } from './contract.ts';
import { compositeCrossEntropy } from './crossEntropy.ts';
import { distillation } from './distillation.ts';
import { compositeDropout, compositeScaled } from './dropout.ts';
import { addPositions, embedding } from './embedding.ts';
import { gelu } from './gelu.ts';
import { headNorm } from './headNorm.ts';
import { vectorInput } from './input.ts';
import { compositeGru } from './gru.ts';
import { layerNorm } from './layerNorm.ts';
import { linear, project } from './linear.ts';
import { jeffreys } from './jeffreys.ts';
import { compositeLstm } from './lstm.ts';
import { meanOverTime } from './meanOverTime.ts';
import { minGru } from './minGru.ts';
import { pairs } from './pairs.ts';
import { pool } from './pool.ts';
import { relu } from './relu.ts';
import { roundRows } from './roundRows.ts';
import { rmsNorm } from './rmsNorm.ts';
import { compositeRnn } from './rnn.ts';
import { addSinusoids } from './sinusoids.ts';
import { swiglu } from './swiglu.ts';
import { tanh } from './tanh.ts';
import { unlikelihood } from './unlikelihood.ts';
import { fakeQuantize, masked, scored } from './weights.ts';
import { window } from './window.ts';

const add = addWith(tf.add);
const sumOnto = ontoWith(add);
const parts: FeedForwardParts<tf.Tensor> = {
  linear: (x, weight, bias, onto) => sumOnto(onto, linear(x, weight, bias)),
  gelu,
  relu,
  swiglu,
};

export const compositeOps: BackendOps = {
  ...parts,
  feedForward: composedFeedForward(parts),
  embedding,
  addPositions,
  addSinusoids,
  project,
  layerNorm,
  rmsNorm,
  headNorm,
  tanh,
  add,
  attention: compositeAttention,
  dropout: compositeDropout,
  scaled: compositeScaled,
  crossEntropy: compositeCrossEntropy,
  rnn: compositeRnn,
  lstm: compositeLstm,
  distillation,
  unlikelihood,
  jeffreys,
  meanOverTime,
  pairs,
  masked,
  scored,
  fakeQuantize,
  roundRows,
  input: vectorInput,
  columnSizes,
  join: joinByAdding,
  gru: compositeGru,
  minGru,
  window,
  pool,
};
