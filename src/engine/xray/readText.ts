/** A text through the model: what each token cost, and how information moves between positions in one of its layers. */
import { needsDecoder } from '../../domain/config/needsDecoder.ts';
import { namesLabels } from '../../domain/objectives/index.ts';
import { attentionWeights } from '../../domain/xray/attentionWeights.ts';
import { tokenLoss } from '../../domain/xray/tokenLoss.ts';
import type { AttentionOptions } from '../../domain/models/ops.ts';
import type { Mixer, Mixing, MixingRequest, ReadText, ReadToken, TextChoice } from '../../protocol/xray.ts';
import { breath } from '../breath.ts';
import { textPieces } from '../generate.ts';
import type { BackendOps } from '../ops/contract.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import * as tf from '../tf.ts';
import { chosenText } from './chosenText.ts';

/** Rows of logits between two pauses in which messages are handled. */
const stride = 16;

export async function readText(session: TrainingSession, choice: TextChoice): Promise<ReadText> {
  const { tokenizer } = session.data;
  const { step } = session;
  if (namesLabels(session.config)) needsDecoder(session.config);
  const { batch, unknown, cut } = chosenText(session, choice);
  const { logits } = await session.look(batch);
  const pieces = textPieces(tokenizer);
  const known = { probability: 1, alternatives: [], lossNats: null, rank: null };
  const [first = 0] = batch.inputs;
  const tokens: ReadToken[] = [{ id: first, text: pieces(first), ...known }];
  let [sum, counted] = [0, 0];
  for (let row = 0; row < batch.time; row++) {
    const target = batch.targets[row] ?? -1;
    const id = target >= 0 ? target : batch.inputs[row + 1];
    if (id === undefined) break;
    const text = pieces(id);
    if (target < 0) {
      tokens.push({ id, text, ...known });
      continue;
    }
    const size = tokenizer.size;
    const { lossNats, rank, probability, top } = tokenLoss(logits.subarray(row * size, (row + 1) * size), target);
    const alternatives = top.map((choiceOf) => ({
      label: tokenizer.label(choiceOf.id),
      probability: choiceOf.probability,
    }));
    tokens.push({ id, text, probability, alternatives, lossNats, rank });
    sum += lossNats;
    counted++;
    if (row % stride === stride - 1) await breath();
  }
  return { step, tokens, meanNats: sum / counted, unknown, cut };
}

/** A map of more tokens cannot be read. */
export const mostMapped = 96;

export async function readMixing(
  session: TrainingSession,
  { text, layer: wanted }: Omit<MixingRequest, 'runId'>,
): Promise<Mixing> {
  const { tokenizer } = session.data;
  const { step } = session;
  const { batch, cut } = chosenText(session, text, mostMapped);
  const labels = Array.from(batch.inputs, (id) => tokenizer.label(id));
  const mixers: { readonly kind: Mixer; readonly options: AttentionOptions | null }[] = [];
  const { taken } = await session.look(batch, (ops, take) =>
    watchingMixers(ops, (kind, options, tensor) => {
      mixers.push({ kind, options });
      take(tensor);
    }),
  );
  const layer = Math.min(wanted, mixers.length - 1);
  const mixer = mixers[layer];
  const values = taken[layer];
  const common = { step, mixers: mixers.map(({ kind }) => kind), layer, labels, cut };
  if (!mixer || !values) return { ...common, layer: 0, values: new Float32Array(), heads: 0 };
  if (mixer.options) {
    return { ...common, values: attentionWeights(values, mixer.options), heads: mixer.options.heads };
  }
  return { ...common, values: transposed(values, batch.time), heads: 1 };
}

type SeeMixer = (kind: Mixer, options: AttentionOptions | null, tensor: tf.Tensor) => void;

/** What attention reads, packed, and what recurrences give: clones, which outlive the pass. */
function watchingMixers(ops: BackendOps, see: SeeMixer): BackendOps {
  const hidden =
    (layer: BackendOps['lstm']): BackendOps['lstm'] =>
    (x, weights, time) => {
      const states = layer(x, weights, time);
      see('recurrent', null, tf.clone(states));
      return states;
    };
  return {
    ...ops,
    attention(qkv, options) {
      see('attention', options, tf.clone(qkv));
      return ops.attention(qkv, options);
    },
    rnn: hidden(ops.rnn),
    lstm: hidden(ops.lstm),
    gru: hidden(ops.gru),
    minGru(sums, time) {
      const states = ops.minGru(sums, time);
      see('recurrent', null, tf.clone(states));
      return states;
    },
  };
}

/** [T, units] → [units, T]. */
function transposed(values: Float32Array, time: number): Float32Array {
  const units = values.length / time;
  return Float32Array.from({ length: values.length }, (_, i) => values[(i % time) * units + Math.floor(i / time)] ?? 0);
}
