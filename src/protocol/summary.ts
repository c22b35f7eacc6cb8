/** What a run has come to, for its file and its card. */
import type { LabelSummary } from './classification.ts';

export interface RunSummary {
  readonly steps: number;
  readonly tokensSeen: number;
  readonly trainLossNats: number;
  readonly valLossNats: number;
  readonly perplexity: number;
  readonly bitsPerByte: number;
  readonly accuracy: number | null;
  readonly classes?: LabelSummary;
  readonly medianStepMs: number;
  readonly hostMsPerStep: number;
  readonly dispatchesPerStep: number;
  readonly submitsPerStep: number;
  readonly peakGpuBytes: number;
  readonly tokensPerSecond: number;
  readonly wallSeconds: number;
}
