/** Trained quantisation: every tensor gets a codebook of a few values, and each weight the index of the nearest. */
import { TrimtabError } from '../../core/errors.ts';
import { flag, integer, type ParamSpecs } from '../../core/params.ts';
import type { CodebookDefinition } from './contract.ts';
import { kMeans } from './kMeans.ts';

const params = {
  entries: integer({
    name: { en: 'Codebook entries', zh: '码本大小' },
    symbol: 'k',
    help: {
      en: 'Different values that the weights of a tensor may take. An index takes log₂ k bits, rounded up.',
      zh: '每个张量的权重可取的不同值的个数。每个索引占 log₂ k 位（向上取整）。',
    },
    applies: 'restart',
    default: 16,
    min: 2,
    max: 256,
    scale: 'log',
    usual: [8, 64],
  }),
  rounds: integer({
    name: { en: 'Rounds at most', zh: '最多轮数' },
    help: {
      en: 'k-means stops when no weight changes its cluster, at the latest after this many rounds.',
      zh: '当没有权重再改变所属簇时 k 均值停止，最多进行这么多轮。',
    },
    applies: 'restart',
    advanced: true,
    default: 300,
    min: 1,
    max: 1000,
    scale: 'log',
  }),
  huffman: flag({
    name: { en: 'Huffman code', zh: '霍夫曼编码' },
    help: {
      en: 'Stores frequent indices in fewer bits. Saves bytes in the file, not in memory.',
      zh: '用更少的位存储常见的索引。节省的是文件字节，而不是运行时内存。',
    },
    applies: 'restart',
    default: true,
  }),
} as const satisfies ParamSpecs;

export const codebook: CodebookDefinition<'codebook', typeof params> = {
  id: 'codebook',
  name: { en: 'k-means codebook', zh: 'k 均值码本' },
  summary: {
    en: 'Groups the weights of a tensor around a few values, and stores for each which of them it is.',
    zh: '把一个张量的权重聚成少数几个值，每个权重只存储所属值的索引。',
  },
  formula: String.raw`\min_{c,a}\sum_i\big(w_i-c_{a(i)}\big)^2,\quad\frac{\partial L}{\partial c_k}=\sum_{i:\,a(i)=k}\frac{\partial L}{\partial w_i}`,
  source: {
    text: 'Han, Mao & Dally 2016, Deep Compression, section 3',
    url: 'https://arxiv.org/abs/1510.00149',
  },
  params,
  kind: 'codebook',
  share({ entries, rounds }, values) {
    if (!values.every(Number.isFinite)) throw new TrimtabError('non-finite', { what: 'weights' });
    const centroids = Float32Array.from(kMeans(values, entries, rounds).centroids);
    const midways = Float64Array.from(
      { length: entries - 1 },
      (_, i) => ((centroids[i] ?? NaN) + (centroids[i + 1] ?? NaN)) / 2,
    );
    return { centroids, indices: Uint8Array.from(values, (value) => countBelow(midways, value)) };
  },
};

/** How many of the ascending borders lie below the value: its cluster. */
function countBelow(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
