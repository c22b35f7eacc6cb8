/**
 * Pieces of long texts, each labelled by the text that it is from. All texts are equally likely, however long they are. Training
 * pieces begin anywhere; held-out ones are windows without overlap, as many of each text, spread over it evenly.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { LocalText } from '../../core/text.ts';
import { spread } from '../spread.ts';
import type { LabelledPieces, Piece } from './contract.ts';

export interface LabelledStream {
  readonly label: LocalText;
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** Held out of each text at most, so that the rarest mistake still shows and the end of a run is not waited for. */
const mostOfEach = 512;

export function streamPieces(streams: readonly LabelledStream[]): LabelledPieces {
  const shortest = Math.min(...streams.flatMap(({ train, validation }) => [train.length, validation.length]));

  const window = (context: number): number => {
    if (context <= shortest) return context;
    const message = {
      en: `The shortest of the texts has room for ${shortest} tokens only, not for pieces of ${context}.`,
      zh: `最短的文本只容得下 ${shortest} 个词元，放不下 ${context} 个词元的片段。`,
    };
    throw new TrimtabError('bad-config', { context, longest: shortest }, [
      { path: 'model.context', message, nearest: shortest },
    ]);
  };

  return {
    labels: streams.map(({ label }) => label),
    counts: streams.map(() => 1),
    padding: null,
    window,
    piece(random, length) {
      const label = random.below(streams.length);
      const tokens = streams[label]?.train ?? new Int32Array();
      const start = random.below(tokens.length - length + 1);
      return { ids: tokens.subarray(start, start + length), label };
    },
    heldOut(length) {
      const rooms = streams.map(({ validation }) => Math.floor(validation.length / length));
      const each = Math.min(mostOfEach, ...rooms);
      const starts = rooms.map((room) => spread(room, each).map((index) => index * length));
      return Array.from({ length: each }, (_, i) =>
        streams.map(({ validation }, label): Piece => {
          const start = starts[label]?.[i] ?? 0;
          return { ids: validation.subarray(start, start + length), label };
        }),
      ).flat();
    },
  };
}
