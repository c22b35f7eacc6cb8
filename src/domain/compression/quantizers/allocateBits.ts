/**
 * Mixed precision: one way of writing per matrix, such that all together fit a budget of bytes at the least loss. Losses
 * are measured one matrix at a time and taken to add up, as HAWQ does (Dong et al. 2019); that is an approximation, and
 * what comes out is to be measured. The choice itself is exact: a multiple-choice knapsack, solved by carrying the
 * Pareto front of (bytes, loss) from matrix to matrix (Nemhauser & Ullmann 1969). A front that grows beyond `mostKept`
 * is thinned to the best of each span of bytes, after which the result may miss the best by a little, never the budget.
 */
export interface WayToWrite {
  /** Names the choice to the caller, e.g. by bits. */
  readonly id: string;
  readonly bytes: number;
  /** Measured rise of the loss if this matrix alone is written so; may be negative. */
  readonly lossNats: number;
}

export interface MatrixSensitivity {
  readonly name: string;
  /** At least one. */
  readonly ways: readonly WayToWrite[];
}

export interface Allocation {
  /** The chosen way's id, by the name of the matrix. */
  readonly ways: Readonly<Record<string, string>>;
  readonly bytes: number;
  /** Sum of the chosen ways' rises. */
  readonly lossNats: number;
}

/** A choice for the matrices so far; the earlier ones hang behind it. */
interface Partial {
  readonly bytes: number;
  readonly lossNats: number;
  readonly way: WayToWrite | null;
  readonly before: Partial | null;
}

/** The fewest bytes that there is a choice for. */
export const leastBytes = (matrices: readonly MatrixSensitivity[]): number =>
  matrices.reduce((sum, { ways }) => sum + Math.min(...ways.map(({ bytes }) => bytes)), 0);

/** @returns null where the budget is below `leastBytes`. */
export function allocateBits(
  matrices: readonly MatrixSensitivity[],
  budgetBytes: number,
  mostKept = 4096,
): Allocation | null {
  let front: readonly Partial[] = [{ bytes: 0, lossNats: 0, way: null, before: null }];
  let missing = leastBytes(matrices);
  if (missing > budgetBytes) return null;
  for (const matrix of matrices) {
    missing -= leastBytes([matrix]);
    const room = budgetBytes - missing;
    const longer = front.flatMap((before) =>
      matrix.ways.map((way) => ({
        bytes: before.bytes + way.bytes,
        lossNats: before.lossNats + way.lossNats,
        way,
        before,
      })),
    );
    front = thinned(paretoFront(longer.filter(({ bytes }) => bytes <= room)), mostKept);
  }
  // Along a front loss falls as bytes rise.
  const best = front.at(-1);
  return best === undefined ? null : { ways: waysOf(best, matrices), bytes: best.bytes, lossNats: best.lossNats };
}

/** Those that no other beats in both, by rising bytes. */
function paretoFront(partials: readonly Partial[]): readonly Partial[] {
  const front: Partial[] = [];
  for (const partial of partials.toSorted((a, b) => a.bytes - b.bytes || a.lossNats - b.lossNats)) {
    if (partial.lossNats < (front.at(-1)?.lossNats ?? Infinity)) front.push(partial);
  }
  return front;
}

/** Always keeps the first, with which everything after still fits. */
function thinned(front: readonly Partial[], mostKept: number): readonly Partial[] {
  const [first, last] = [front[0], front.at(-1)];
  if (front.length <= mostKept || first === undefined || last === undefined) return front;
  const slot = ({ bytes }: Partial): number =>
    Math.ceil(((bytes - first.bytes) / (last.bytes - first.bytes)) * (mostKept - 1));
  return front.filter((partial, i) => {
    const next = front[i + 1];
    return next === undefined || slot(next) !== slot(partial);
  });
}

function waysOf(best: Partial, matrices: readonly MatrixSensitivity[]): Record<string, string> {
  const ways: Record<string, string> = {};
  let partial: Partial | null = best;
  for (const { name } of matrices.toReversed()) {
    if (partial?.way) ways[name] = partial.way.id;
    partial = partial?.before ?? null;
  }
  return ways;
}
