/**
 * Rows of text with a label each. Pooling is data: the share of each position, all of it at the last one or the same at every one
 * that holds text. Means go with a mask under which all text is seen, the last position with the causal one.
 */
import { TrimtabError } from '../core/errors.ts';
import { below, random32, randomStream, streams } from '../core/random.ts';
import type { DataSource, TokenBatch } from '../data/contract.ts';
import type { LabelledPieces, Piece } from '../data/labelled/contract.ts';
import { spread } from '../data/spread.ts';
import type { ClassificationSettings } from './classification.ts';

/** Throws `bad-config` where there are no labels, or other ones than the model has room for. */
export function labelData(data: DataSource, settings: ClassificationSettings): DataSource {
  const pieces = data.labelled?.();
  if (!pieces) throw unlabelled();
  const { labels, counts, padding } = pieces;
  if (labels.length !== settings.labels) throw otherCount(labels.length, settings.labels);
  const lay = (rows: readonly Piece[], time: number, length: number): TokenBatch =>
    layRows(rows, { time, length, settings, pieces });
  return {
    ...data,
    tokens: null,
    questions: [],
    grades: 'labels',
    facts: { ...data.facts, labels },
    window: (context) => pieces.window(context),
    batch(seed, step, size, time) {
      const least = padding === null ? Math.max(1, Math.round(settings.shortest * time)) : time;
      const length = least + below(seed, streams.batch, step, time - least + 1);
      const rows = Array.from({ length: size }, (_, row) =>
        pieces.piece(randomStream(random32(seed, streams.objective, step * size + row), streams.objective), length),
      );
      return lay(rows, time, length);
    },
    *validation(size, time, limit) {
      const held = pieces.heldOut(time);
      const chosen = spread(held.length, limit).flatMap((index) => held[index] ?? []);
      for (let i = 0; i < chosen.length; i += size) yield lay(chosen.slice(i, i + size), time, time);
    },
    classes: {
      counts,
      lay: (ids, time) => lay([{ ids: ids.subarray(0, time), label: -1 }], time, Math.min(ids.length, time)),
    },
  };
}

interface Layout {
  readonly time: number;
  /** Of the longest row. */
  readonly length: number;
  readonly settings: ClassificationSettings;
  readonly pieces: LabelledPieces;
}

function layRows(
  rows: readonly Piece[],
  { time, length, settings: { pooling }, pieces: { padding } }: Layout,
): TokenBatch {
  const size = rows.length;
  const inputs = new Int32Array(size * time).fill(padding ?? 0);
  const shares = new Float32Array(size * time);
  for (const [row, { ids }] of rows.entries()) {
    const at = row * time;
    const read = Math.max(1, ids.length);
    inputs.set(ids, at);
    if (pooling === 'mean') shares.fill(1 / read, at, at + read);
    else shares[at + read - 1] = 1;
  }
  const targets = Int32Array.from(rows, ({ label }) => label);
  const batch = { inputs, targets, size, time, pooling: shares };
  if (pooling === 'last') return batch;
  // What fills a row up is seen where the rows of a batch are not equally long: one number serves all of them.
  return { ...batch, prefix: padding === null ? length : time };
}

function unlabelled(): TrimtabError {
  const message = {
    en: 'These data have no labels. Choose a corpus that has some, or lines of your own with label, tab, text.',
    zh: '这些数据没有标签。请选择带标签的语料，或自备每行“标签、制表符、文本”的文本。',
  };
  return new TrimtabError('bad-config', { path: 'data.corpus' }, [{ path: 'data.corpus', message }]);
}

function otherCount(found: number, expected: number): TrimtabError {
  const message = {
    en: `The data have ${found} labels, and the model has room for ${expected}.`,
    zh: `数据有 ${found} 种标签，而模型设置为 ${expected} 种。`,
  };
  return new TrimtabError('bad-config', { path: 'objective.labels' }, [
    { path: 'objective.labels', message, nearest: found },
  ]);
}
