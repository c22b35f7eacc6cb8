/** The refusal of what reads from left to right, for models that were not taught to. */
import { plainObjective } from '../objectives/index.ts';
import { TrimtabError } from '../core/errors.ts';
import { resolve } from './resolve.ts';
import type { ExperimentConfig } from './schema.ts';

/** Throws `bad-config` naming the objective. */
export function needsDecoder(config: ExperimentConfig): void {
  const { definition } = resolve(config).objective;
  const labels = definition.answers === 'label';
  if (!definition.looksAhead && !labels) return;
  const message = labels
    ? {
        en: `This works on the tokens that a model writes, and one of the objective “${definition.name.en}” writes none. Train one that predicts the next token.`,
        zh: `此功能针对模型写出的词元，而以“${definition.name.zh}”为目标的模型不写词元。请训练预测下一词元的模型。`,
      }
    : {
        en: `This reads tokens from left to right, which a model of the objective “${definition.name.en}” has not learned.`,
        zh: `此功能要求从左到右逐个读取词元，而以“${definition.name.zh}”为目标训练的模型并未学过这样读。`,
      };
  throw new TrimtabError('bad-config', { path: 'objective.method' }, [
    { path: 'objective.method', message, nearest: plainObjective },
  ]);
}
