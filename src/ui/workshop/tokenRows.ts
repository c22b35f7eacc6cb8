/** What a loss asks of every token at one position, beside what plain cross-entropy asks. */
import { balancedWeights } from '../../domain/losses/balance.ts';
import { plainTerms, type LossTerms } from '../../domain/losses/contract.ts';
import { rowLoss, type RowLoss } from '../../domain/losses/rowLoss.ts';
import type { WorkshopSequence } from '../../protocol/workshop.ts';

export interface TokenRow {
  readonly id: number;
  readonly label: string;
  readonly probability: number;
  readonly slope: number;
  readonly plainSlope: number;
}

export interface PositionLoss {
  readonly target: number;
  readonly loss: number;
  readonly plainLoss: number;
  /** Lengths of the gradients. */
  readonly norm: number;
  readonly plainNorm: number;
  /** Those that matter most, the target first. */
  readonly rows: readonly TokenRow[];
  readonly others: { readonly count: number } & Omit<TokenRow, 'id' | 'label'>;
}

const shownRows = 14;

const normOf = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** What each position costs; null where nothing counts. */
export type LossesAt = (place: number) => { readonly own: RowLoss; readonly plain: RowLoss } | null;

export function lossesOf(sequence: WorkshopSequence, terms: LossTerms): LossesAt {
  const { logits, targets, counts, labels, step, steps } = sequence;
  const size = labels.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weights = terms.balance === 0 ? null : balancedWeights(counts, terms.balance);
  return (place) => {
    const target = targets[place] ?? -1;
    if (target < 0) return null;
    const row = logits.subarray(place * size, (place + 1) * size);
    const around = { target, frequency: Math.max(1, counts[target] ?? 0) / total, step, steps };
    return {
      own: rowLoss(row, terms, { ...around, weight: weights?.[target] ?? 1 }),
      plain: rowLoss(row, plainTerms, { ...around, weight: 1 }),
    };
  };
}

/** Null where nothing counts. */
export function positionLoss(sequence: WorkshopSequence, terms: LossTerms, place: number): PositionLoss | null {
  const { targets, labels } = sequence;
  const target = targets[place] ?? -1;
  const found = lossesOf(sequence, terms)(place);
  if (!found) return null;
  const { own, plain } = found;
  const rowOf = (id: number): TokenRow => ({
    id,
    label: labels[id] ?? '',
    probability: plain.probabilities[id] ?? 0,
    slope: own.gradient[id] ?? 0,
    plainSlope: plain.gradient[id] ?? 0,
  });
  const sizeOf = ({ slope, plainSlope }: TokenRow): number => Math.max(Math.abs(slope), Math.abs(plainSlope));
  const all = labels.map((_, id) => rowOf(id)).filter(({ id }) => id !== target);
  const sorted = all.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  const rest = sorted.slice(shownRows - 1);
  const sum = (of: (row: TokenRow) => number): number => rest.reduce((so, row) => so + of(row), 0);
  return {
    target,
    loss: own.value,
    plainLoss: plain.value,
    norm: normOf(own.gradient),
    plainNorm: normOf(plain.gradient),
    rows: [rowOf(target), ...sorted.slice(0, shownRows - 1)],
    others: {
      count: rest.length,
      probability: sum((row) => row.probability),
      slope: sum((row) => row.slope),
      plainSlope: sum((row) => row.plainSlope),
    },
  };
}
