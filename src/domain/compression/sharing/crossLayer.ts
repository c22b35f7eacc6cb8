/**
 * Layers that have their weights in common, as ALBERT's do. On a trained model this is a start for fine-tuning, not an
 * end: layers that learnt different things do not agree on one set of weights.
 */
import { TrimtabError } from '../../core/errors.ts';
import { choice, integer, type ParamSpecs, type Settings } from '../../core/params.ts';
import type { Problem } from '../../core/problem.ts';
import { layeredName } from '../pruners/structured/layeredName.ts';
import type { LayerSharingDefinition, SharedLayers } from './contract.ts';

const params = {
  together: integer({
    name: { en: 'Layers together', zh: '共享层数' },
    symbol: 'g',
    help: {
      en: 'How many neighbouring layers have one set of weights: two halve the layers’ bytes. 0 is all of them.',
      zh: '相邻多少层共用一组权重：取 2 时各层的字节数减半。0 表示所有层。',
    },
    applies: 'restart',
    default: 2,
    min: 0,
    max: 64,
    usual: [2, 4],
  }),
  from: choice({
    name: { en: 'Weights from', zh: '权重来源' },
    help: {
      en: 'Layers that share take the mean of their weights, or those of one layer.',
      zh: '共享的层采用各层权重的平均值，或采用其中某一层的权重。',
    },
    applies: 'restart',
    default: 'mean',
    options: [
      { id: 'mean', name: { en: 'The mean of the layers', zh: '各层平均' } },
      { id: 'layer', name: { en: 'One layer', zh: '某一层' } },
    ],
  }),
  layer: integer({
    name: { en: 'Layer', zh: '层' },
    symbol: '\\ell',
    help: {
      en: 'The layer whose weights the others take, counted from 0 among those that share. Used when the weights come from one layer.',
      zh: '其余各层采用其权重的那一层，在共享的层中从 0 开始计数。仅在权重来自某一层时使用。',
    },
    applies: 'restart',
    default: 0,
    min: 0,
    max: 255,
  }),
} as const satisfies ParamSpecs;

export const crossLayer: LayerSharingDefinition<'cross-layer', typeof params> = {
  id: 'cross-layer',
  name: { en: 'Cross-layer sharing', zh: '跨层共享' },
  summary: {
    en: 'Gives neighbouring layers the same weights, which are stored once.',
    zh: '让相邻的层使用同一组权重，只存储一份。',
  },
  formula: String.raw`\theta_\ell\leftarrow\frac{1}{g}\sum_{m=1}^{g}\theta_m`,
  source: {
    text: 'Lan et al. 2020, ALBERT: A Lite BERT for Self-supervised Learning of Language Representations, section 3.1',
    url: 'https://arxiv.org/abs/1909.11942',
  },
  params,
  kind: 'layers',
  share,
};

function share(
  settings: Settings<typeof params>,
  tensors: Readonly<Record<string, Float32Array>>,
  pattern: RegExp,
): SharedLayers {
  const shared: Record<string, Float32Array> = { ...tensors };
  const owners: Record<string, string> = {};
  const kinds = namesByKind(Object.keys(tensors), pattern);
  for (const names of kinds.flatMap((kind) => neighbours(kind, settings.together))) {
    const values = commonValues(
      settings,
      names.map((name) => tensors[name] ?? new Float32Array()),
    );
    for (const name of names) {
      shared[name] = values;
      owners[name] = names[0] ?? name;
    }
  }
  return { tensors: shared, owners };
}

/** In order; one that is left over at the end shares nothing. */
function neighbours(names: readonly string[], together: number): readonly (readonly string[])[] {
  const size = together === 0 ? names.length : together;
  const starts = names.flatMap((_, at) => (at % size === 0 ? [at] : []));
  return starts.map((start) => names.slice(start, start + size)).filter(({ length }) => length > 1);
}

/** The names of each kind of tensor, by ascending layer. */
function namesByKind(names: readonly string[], pattern: RegExp): readonly (readonly string[])[] {
  const kinds = new Map<string, { readonly layer: number; readonly name: string }[]>();
  for (const name of names) {
    const parts = layeredName(name, pattern);
    if (parts === null) continue;
    kinds.set(parts.kind, [...(kinds.get(parts.kind) ?? []), { layer: parts.layer, name }]);
  }
  return [...kinds.values()].map((kind) => kind.toSorted((a, b) => a.layer - b.layer).map(({ name }) => name));
}

function commonValues({ from, layer }: Settings<typeof params>, layers: readonly Float32Array[]): Float32Array {
  const first = layers[0] ?? new Float32Array();
  if (layers.some(({ length }) => length !== first.length)) throw new TrimtabError('bad-config', {}, [differentShapes]);
  if (from === 'mean') {
    return first.map((_, i) => layers.reduce((sum, values) => sum + (values[i] ?? NaN), 0) / layers.length);
  }
  const chosen = layers[layer];
  if (chosen === undefined) throw new TrimtabError('bad-config', {}, [noSuchLayer(layer, layers.length)]);
  return chosen;
}

const differentShapes: Problem = {
  path: '',
  message: {
    en: 'The layers of this model differ in shape and cannot share their weights.',
    zh: '该模型各层的形状不同，无法共享权重。',
  },
};

const noSuchLayer = (layer: number, layers: number): Problem => ({
  path: 'layer',
  message: {
    en: `There is no layer ${layer} among those that share: they are the layers 0 to ${layers - 1}.`,
    zh: `共享的层中不存在第 ${layer} 层：编号为 0 到 ${layers - 1}。`,
  },
  nearest: layers - 1,
});
