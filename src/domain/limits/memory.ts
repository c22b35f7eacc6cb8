/** What a run will hold in memory, by purpose, before anything of it is allocated. */

export interface MemoryNeeds {
  readonly weightBytes: number;
  readonly optimizerBytes: number;
  readonly activationBytes: number;
}

export const memoryParts = ['weights', 'gradients', 'optimizer', 'activations', 'other'] as const;
export type MemoryPart = (typeof memoryParts)[number];

export interface MemoryLedger {
  readonly bytes: Readonly<Record<MemoryPart, number>>;
  readonly totalBytes: number;
}

/**
 * Weights once more as gradients, and activations once more as theirs: backward, the gradient of every activation is
 * alive beside it before the first is given back.
 */
export const neededBytes = ({ weightBytes, optimizerBytes, activationBytes }: MemoryNeeds): number =>
  2 * weightBytes + optimizerBytes + 2 * activationBytes;

/** @param startBytes what the backend holds before any run, and gives to the run to use */
export function memoryLedger(needs: MemoryNeeds, startBytes: number): MemoryLedger {
  const needed = neededBytes(needs);
  return {
    bytes: {
      weights: needs.weightBytes,
      gradients: needs.weightBytes,
      optimizer: needs.optimizerBytes,
      activations: 2 * needs.activationBytes,
      other: Math.max(0, startBytes - needed),
    },
    totalBytes: Math.max(startBytes, needed),
  };
}

export type MemoryVerdict = 'fits' | 'near' | 'over';

/** The prediction is good to about a fifth: pools keep blocks of sizes that fit badly. */
const nearShare = 0.8;

export function memoryVerdict(totalBytes: number, limitBytes: number): MemoryVerdict {
  if (totalBytes > limitBytes) return 'over';
  return totalBytes > nearShare * limitBytes ? 'near' : 'fits';
}
