/**
 * What is done to a model, in order. `{ "passes": [{ "method": "wanda", "sparsity": 0.5 }, { "method": "gptq", "bits": 4 }],
 * "rest": "f16" }`: a pass goes over all matrices of the model's products but a tied head, or over those that its `only`
 * names; `rest` is how everything else is written, and numbers that the passes leave plain: weights that pruning spares,
 * factors of low rank.
 */
import { choice, type ParamValue } from '../../core/params.ts';
import type { PassId } from './passes.ts';

/** The settings of the method stand beside its name, and perhaps `only`; see `only.ts`. */
export type RecipePass = { readonly method: PassId } & Readonly<Record<string, ParamValue>>;

export type RestFormat = 'f32' | 'f16' | 'int8';

export interface Recipe {
  readonly passes: readonly RecipePass[];
  readonly rest: RestFormat;
}

export const restSpec = choice({
  name: { en: 'Everything else', zh: '其余部分' },
  help: {
    en: 'How embeddings, a head that shares their table, norms and biases are written, and weights that pruning or low rank leave unquantised. In small models they weigh more than the layers: int8 has a scale per row of each table, and f16 for all else.',
    zh: '词嵌入、与其共享权重的输出层、归一化参数与偏置，以及剪枝或低秩后未量化的权重的存储格式。在小模型中它们比各层权重更占空间：int8 对每个表按行设缩放系数，其余用 f16。',
  },
  applies: 'restart',
  default: 'f16',
  options: [
    { id: 'f32', name: { en: 'f32, as trained', zh: 'f32（原样）' } },
    { id: 'f16', name: { en: 'f16', zh: 'f16' } },
    { id: 'int8', name: { en: 'int8 tables', zh: 'int8 表' } },
  ],
});

/** More are a mistake, and each costs seconds. Enough for a width and a sparsity of its own for every matrix. */
export const mostPasses = 16;
