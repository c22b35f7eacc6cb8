/** What the loss workshop asks of a run between two steps. */

/** A sequence of the batch of the next step, as the model reads it now, without dropout. */
export interface WorkshopSequence {
  /** Updates that the model had had, and planned ones. */
  readonly step: number;
  readonly steps: number;
  /** Which one, counting from 0, of how many. */
  readonly sequence: number;
  readonly sequences: number;
  /** What is read, [T], as a person sees it. */
  readonly texts: readonly string[];
  /** Of every token of the vocabulary, [V]. */
  readonly labels: readonly string[];
  /** [T], −1 where nothing counts. */
  readonly targets: Int32Array;
  /** [T, V] */
  readonly logits: Float32Array;
  /** How often each token is a target in the training data, [V]. */
  readonly counts: Float64Array;
}

export interface WorkshopRequests {
  /** A number past the last sequence means the last. */
  'workshop.read': [{ readonly runId: string; readonly sequence: number }, WorkshopSequence];
}
