/**
 * Our Transformer where it is LLaMA, with queries, keys, values, gates and values of the feed-forward part as tensors of their
 * own. GGUF turns neighbouring features where we turn i and i + W/2, so rows of queries and keys change places, as
 * llama.cpp's converter has them do (`LlamaModel.permute`). LLaMA has no biases, but llama.cpp adds those that there are.
 */
import { turned } from '../../compression/numeric/turned.ts';
import { rotaryBase } from '../../core/positions.ts';
import { weight } from '../../models/initialize.ts';
import { isUsual } from '../../models/transformer/definition.ts';
import { hiddenColumns } from '../../models/transformer/feedForward.ts';
import { headTable, normEpsilon } from '../../models/transformer/forward.ts';
import { keyHeads } from '../../models/transformer/keyHeads.ts';
import type { GgufFamily } from './family.ts';
import type { GgufTensor } from './format.ts';
import { matrixTensor, vectorTensor } from './tensorTypes.ts';

/** Rows of one of our packed matrices, turned, that are a tensor there. */
interface Slice {
  readonly name: string;
  readonly rows: number;
  /** Rows of a head whose features are turned; 0 for none. */
  readonly turns: number;
}

export const llama: GgufFamily = {
  id: 'llama',
  holds: (settings) =>
    isUsual(settings) && settings.norm === 'rms' && settings.positions === 'rope' && settings.activation === 'swiglu',
  metadata: (settings) => ({
    'llama.context_length': { type: 'u32', value: settings.context },
    'llama.embedding_length': { type: 'u32', value: settings.width },
    'llama.feed_forward_length': { type: 'u32', value: hiddenColumns(settings) },
    'llama.block_count': { type: 'u32', value: settings.layers },
    'llama.attention.head_count': { type: 'u32', value: settings.heads },
    'llama.attention.head_count_kv': { type: 'u32', value: keyHeads(settings) },
    'llama.attention.layer_norm_rms_epsilon': { type: 'f32', value: normEpsilon },
    'llama.rope.dimension_count': { type: 'u32', value: settings.width / settings.heads },
    'llama.rope.freq_base': { type: 'f32', value: rotaryBase },
  }),
  tensors(settings, weights, format) {
    const { width, heads, layers } = settings;
    const w = (name: string): Float32Array => weight(weights, `transformer.${name}`);
    const size = width / heads;
    const keyRows = keyHeads(settings) * size;
    const hidden = hiddenColumns(settings);

    /** Of a layer [inputs, packed]. */
    const unpacked = (at: string, ours: string, slices: readonly Slice[]): readonly GgufTensor[] => {
      const bias = w(`${ours}.bias`);
      const inputs = w(`${ours}.weight`).length / bias.length;
      const { values } = turned({ rows: inputs, columns: bias.length, values: w(`${ours}.weight`) });
      let row = 0;
      return slices.flatMap(({ name, rows, turns }) => {
        const own = { rows, columns: inputs, values: values.subarray(row * inputs, (row + rows) * inputs) };
        const ownBias = { rows, columns: 1, values: bias.subarray(row, row + rows) };
        row += rows;
        const tensor = matrixTensor(`${at}.${name}.weight`, { ...own, values: paired(own, turns) }, format);
        const hasBias = ownBias.values.some((value) => value !== 0);
        return hasBias ? [tensor, vectorTensor(`${at}.${name}.bias`, paired(ownBias, turns))] : [tensor];
      });
    };

    const table = (name: string, values: Float32Array): GgufTensor =>
      matrixTensor(name, { rows: values.length / width, columns: width, values }, format);
    const blocks = Array.from({ length: layers }, (_, layer) => {
      const [at, ours] = [`blk.${layer}`, `h.${layer}`];
      return [
        vectorTensor(`${at}.attn_norm.weight`, w(`${ours}.ln_1.weight`)),
        ...unpacked(at, `${ours}.attn.c_attn`, [
          { name: 'attn_q', rows: width, turns: size },
          { name: 'attn_k', rows: keyRows, turns: size },
          { name: 'attn_v', rows: keyRows, turns: 0 },
        ]),
        ...unpacked(at, `${ours}.attn.c_proj`, [{ name: 'attn_output', rows: width, turns: 0 }]),
        vectorTensor(`${at}.ffn_norm.weight`, w(`${ours}.ln_2.weight`)),
        ...unpacked(at, `${ours}.mlp.c_fc`, [
          { name: 'ffn_gate', rows: hidden, turns: 0 },
          { name: 'ffn_up', rows: hidden, turns: 0 },
        ]),
        ...unpacked(at, `${ours}.mlp.c_proj`, [{ name: 'ffn_down', rows: width, turns: 0 }]),
      ];
    });
    return [
      table('token_embd.weight', w('wte.weight')),
      ...blocks.flat(),
      vectorTensor('output_norm.weight', w('ln_f.weight')),
      ...(settings.tiedHead ? [] : [table('output.weight', weight(weights, headTable(settings)))]),
    ];
  },
};

/** In every head of `size` rows, rows i and i + size/2 become neighbours. */
function paired(
  { rows, columns, values }: { rows: number; columns: number; values: Float32Array },
  size: number,
): Float32Array {
  if (size === 0) return values;
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    const [head, within] = [Math.floor(row / size) * size, row % size];
    const target = head + (within < size / 2 ? 2 * within : 2 * (within - size / 2) + 1);
    result.set(values.subarray(row * columns, (row + 1) * columns), target * columns);
  }
  return result;
}
