/** Named shapes, and what choosing one makes of an experiment. May import: domain/core, domain/config, domain/models. */
import { setValue } from '../config/setValue.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { defaultsOf, type ParamValue } from '../core/params.ts';
import { models } from '../models/index.ts';
import type { TransformerSettings } from '../models/transformer/definition.ts';
import type { ModelShape } from './contract.ts';
import { firstTransformer } from './firstTransformer.ts';
import { gpt2Style } from './gpt2Style.ts';
import { griffinStyle } from './griffinStyle.ts';
import { llamaStyle } from './llamaStyle.ts';
import { lstmClassic } from './lstmClassic.ts';
import { nanogpt } from './nanogpt.ts';
import { speedrun } from './speedrun.ts';
import { tiny } from './tiny.ts';

/** In the order in which they are offered. */
export const shapes: readonly ModelShape[] = [
  tiny,
  nanogpt,
  gpt2Style,
  llamaStyle,
  speedrun,
  firstTransformer,
  lstmClassic,
  griffinStyle,
];

/** Belong to how a model is trained, and stay. */
const kept: ReadonlySet<string> = new Set([
  'dropout',
  'attentionDropout',
  'embeddingDropoutForm',
  'embeddingDropout',
] satisfies (keyof TransformerSettings)[]);

/** The experiment with that model, and nothing else changed. */
export function withShape(config: ExperimentConfig, { architecture, settings }: ModelShape): ExperimentConfig {
  const defaults: Readonly<Record<string, ParamValue>> = defaultsOf(models[architecture].params);
  return Object.keys(defaults)
    .filter((key) => !kept.has(key))
    .reduce(
      (current, key) => setValue(current, `model.${key}`, settings[key] ?? defaults[key] ?? Number.NaN),
      setValue(config, 'model.architecture', architecture),
    );
}
