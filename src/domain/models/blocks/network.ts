/**
 * Blocks of RMSNorm, something that looks back, residual; RMSNorm, feed-forward with GELU, residual, as the language model
 * of Feng et al. 2024 has them. What looks back is a recurrence (minGRU) or causal attention without positions: beside a
 * recurrence, which knows the order, it needs none. The head shares the table of the embedding.
 */
import { attentionPairs } from '../attentionPairs.ts';
import type { Batch, ModelDefinition, TensorSpec, Weights } from '../contract.ts';
import type { ParamSpecs, Settings } from '../../core/params.ts';
import { weight } from '../initialize.ts';
import type { ModelOps } from '../ops.ts';
import { attentionSite, depthDropAt, embeddingRate } from '../shared.ts';
import { innerWidth, normEpsilon, type BlockKind, type BlockSettings } from './sizes.ts';

type Behaviour<P extends ParamSpecs> = Pick<
  ModelDefinition<string, P>,
  'tensors' | 'headWidth' | 'forward' | 'context' | 'trainingFlops' | 'activationBytes' | 'attentionMatrixBytes'
>;

export function blockNetwork<P extends ParamSpecs>(
  kind: BlockKind<Settings<P> & BlockSettings>,
  settingsOf: (settings: Settings<P>) => Settings<P> & BlockSettings,
): Behaviour<P> {
  const attentive = (settings: Settings<P> & BlockSettings): number =>
    Array.from({ length: settings.layers }, (_, layer) => kind.mixerAt(settings, layer)).filter(
      (mixer) => mixer === 'attention',
    ).length;

  return {
    tensors: (given, vocabulary) => tensors(kind, settingsOf(given), vocabulary),
    headWidth: (given) => settingsOf(given).width,
    forward: (ops, weights, batch, given) => forward(kind, ops, weights, batch, settingsOf(given)),
    context: (given) => settingsOf(given).context,
    trainingFlops(given, vocabulary, size, time) {
      const settings = settingsOf(given);
      const { layers, width } = settings;
      const rows = size * time;
      const looking = attentive(settings);
      // 2D² of a recurrence and 4D² of attention, beside 8D² of the feed-forward part.
      const dense = 6 * rows * (width * width * (10 * layers + 2 * looking) + vocabulary * width);
      // 2 products forward, 5 backward.
      return dense + 14 * size * attentionPairs(time, kind.window(settings)) * width * looking;
    },
    activationBytes(given, vocabulary, size, time) {
      const settings = settingsOf(given);
      const { layers, width } = settings;
      const perLayer = 6 * width + 2 * innerWidth(width);
      const more = attentive(settings) * (width + kind.heads(settings));
      return 4 * size * time * (layers * perLayer + more + 2 * width + 2 * vocabulary);
    },
    attentionMatrixBytes(given, size, time) {
      const settings = settingsOf(given);
      return 4 * attentive(settings) * size * kind.heads(settings) * time * time;
    },
  };
}

function tensors<S extends BlockSettings>(kind: BlockKind<S>, settings: S, vocabulary: number): readonly TensorSpec[] {
  const { layers, width } = settings;
  const residualStd = 0.02 / Math.sqrt(2 * layers);
  const linear = (name: string, inputs: number, outputs: number, std = 0.02): readonly TensorSpec[] => [
    {
      name: `${name}.weight`,
      shape: [inputs, outputs],
      init: { kind: 'normal', std },
      decay: true,
      exportTransposed: true,
    },
    { name: `${name}.bias`, shape: [outputs], init: { kind: 'constant', value: 0 }, decay: false },
  ];
  const norm = (name: string): TensorSpec => ({
    name: `${name}.weight`,
    shape: [width],
    init: { kind: 'constant', value: 1 },
    decay: false,
  });
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const at = `layers.${layer}`;
    const mixer =
      kind.mixerAt(settings, layer) === 'attention'
        ? [...linear(`${at}.attention`, width, 3 * width), ...linear(`${at}.mix`, width, width, residualStd)]
        : linear(`${at}.min_gru`, width, 2 * width);
    return [
      norm(`${at}.norm_1`),
      ...mixer,
      norm(`${at}.norm_2`),
      ...linear(`${at}.up`, width, innerWidth(width)),
      ...linear(`${at}.down`, innerWidth(width), width, residualStd),
    ];
  });
  const table = {
    name: 'embedding.weight',
    shape: [vocabulary, width],
    init: { kind: 'normal', std: 0.02 },
    decay: true,
    outer: true,
  } as const;
  return [table, ...blocks.flat(), norm('norm')];
}

/** Logits [M, V]. */
function forward<T, S extends BlockSettings>(
  kind: BlockKind<S>,
  ops: ModelOps<T>,
  weights: Weights<T>,
  { inputs, time }: Batch<T>,
  settings: S,
): T {
  const { layers, dropout, depthDrop } = settings;
  const w = (name: string): T => weight(weights, name);
  const affine = (at: string) => ({ weight: w(`${at}.weight`), bias: w(`${at}.bias`) });
  const linear = (x: T, at: string, onto?: T): T => ops.linear(x, w(`${at}.weight`), w(`${at}.bias`), onto);
  const norm = (x: T, at: string): T => ops.rmsNorm(x, w(`${at}.weight`), normEpsilon);
  /** A branch, back into the residual stream: by its last product where it ends in one, unless something is dropped in between. */
  const join = (stream: T, branch: (onto?: T) => T, site: number, layer: number): T =>
    dropout === 0 && depthDrop === 0
      ? branch(stream)
      : ops.add(
          stream,
          ops.dropLayer(ops.dropout(branch(), dropout, site), depthDropAt(depthDrop, layer, layers), layer),
        );
  const window = kind.window(settings);
  const seen = { heads: kind.heads(settings), time, mask: 'causal', positions: 'none' } as const;
  const attention = window > 0 ? { ...seen, window } : seen;

  const table = w('embedding.weight');
  let x = ops.dropout(ops.embedding(inputs, table), embeddingRate(settings), 0); // [M, D]
  for (let layer = 0; layer < layers; layer++) {
    const at = `layers.${layer}`;
    const normed = norm(x, `${at}.norm_1`);
    const mixed = (onto?: T): T => {
      if (kind.mixerAt(settings, layer) === 'attention') {
        const dropped = { rate: kind.attentionDropout(settings), site: attentionSite(layer) };
        const attended = ops.attention(linear(normed, `${at}.attention`), { ...attention, dropout: dropped });
        return linear(attended, `${at}.mix`, onto);
      }
      const hidden = ops.minGru(linear(normed, `${at}.min_gru`), time); // [M, D]
      return onto === undefined ? hidden : ops.add(onto, hidden);
    };
    x = join(x, mixed, 1 + 2 * layer, layer);
    const between = norm(x, `${at}.norm_2`);
    const parts = { inner: affine(`${at}.up`), outer: affine(`${at}.down`) };
    x = join(x, (onto) => ops.feedForward(between, parts, 'gelu', onto), 2 + 2 * layer, layer);
  }
  return ops.project(norm(x, 'norm'), table);
}
