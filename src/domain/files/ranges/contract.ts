/** A file of which parts can be had, so that a model of gigabytes is read tensor by tensor. */

export interface RangeSource {
  /** Bytes of the whole. */
  readonly size: number;
  /** The bytes from `start` up to, not including, `end`; rejects with `bad-model` if not all of them come. */
  read(start: number, end: number): Promise<Uint8Array>;
}
