/**
 * A person's labelled lines as pieces. Of every label a tenth of its different texts is held out, one at least, chosen by a hash,
 * so that a text that stands there twice is never on both sides. Texts are drawn as often as they are there.
 */
import { streams } from '../../core/random.ts';
import type { Tokenizer } from '../../tokenizers/contract.ts';
import { hash32 } from '../textHash.ts';
import type { LabelledPieces, Piece } from './contract.ts';
import { labelsIn, refused, type LabelledLine } from './parseLines.ts';

const heldOutShare = 0.1;

export function examplePieces(lines: readonly LabelledLine[], tokenizer: Tokenizer): LabelledPieces {
  const labels = labelsIn(lines);
  const held = new Set(labels.flatMap((label) => heldOutOf(label, lines)));
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const pieceOf = ({ label, text }: LabelledLine): Piece => ({
    ids: tokenizer.encode(text).ids,
    label: numbers.get(label) ?? Number.NaN,
  });
  const train = lines.filter((line) => !held.has(keyOf(line))).map(pieceOf);
  const validation = alternating(lines.filter((line) => held.has(keyOf(line))).map(pieceOf), labels.length);
  const longest = Math.max(1, ...[...train, ...validation].map(({ ids }) => ids.length));
  const cut = ({ ids, label }: Piece, length: number): Piece => ({ ids: ids.subarray(0, length), label });

  return {
    labels: labels.map((label) => ({ en: label, zh: label })),
    counts: labels.map((_, number) => train.filter(({ label }) => label === number).length),
    // Ends every line, and stands in none.
    padding: tokenizer.encode('\n').ids[0] ?? 0,
    window: (context) => Math.min(context, longest),
    piece: (random, length) => cut(train[random.below(train.length)] ?? { ids: new Int32Array(), label: 0 }, length),
    heldOut: (length) => validation.map((piece) => cut(piece, length)),
  };
}

const keyOf = ({ label, text }: LabelledLine): string => `${label}\t${text}`;

/** Keys of the lines of a label that are held out. Throws `bad-file` where there are too few to have both. */
function heldOutOf(label: string, lines: readonly LabelledLine[]): readonly string[] {
  const own = [...new Set(lines.flatMap((line) => (line.label === label ? [line.text] : [])))];
  if (own.length < 2) {
    const message = {
      en: `The label “${label}” has one text only; at least two different ones are needed, to train and to validate.`,
      zh: `标签“${label}”只有一条文本；训练和验证至少需要两条不同的文本。`,
    };
    throw refused('one-text', own.length, [{ path: '', message }]);
  }
  const count = Math.max(1, Math.round(heldOutShare * own.length));
  const order = (text: string): number => hash32(text, streams.split);
  return own
    .toSorted((a, b) => order(a) - order(b))
    .slice(0, count)
    .map((text) => keyOf({ label, text }));
}

/** One of each label, then the next of each, as long as there are any. */
function alternating(pieces: readonly Piece[], labels: number): readonly Piece[] {
  const byLabel = Array.from({ length: labels }, (_, number) => pieces.filter(({ label }) => label === number));
  const most = Math.max(0, ...byLabel.map(({ length }) => length));
  return Array.from({ length: most }, (_, i) => byLabel.flatMap((own) => own[i] ?? [])).flat();
}
