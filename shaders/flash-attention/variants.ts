/** The ways in which attention can be computed. All give the same numbers up to rounding and bind the same buffers. */

export interface AttentionVariant {
  readonly id: string;
  /**
   * `tiles`: an invocation owns four rows and reads the other side from storage. `rows`: it owns one, and its workgroup
   * brings the other side into shared memory.
   */
  readonly owns: 'tiles' | 'rows';
}

/** Without barriers, and with few loads, as software adapters want it. */
export const defaultAttention: AttentionVariant = { id: 'four-rows', owns: 'tiles' };

export const attentionVariants: readonly AttentionVariant[] = [defaultAttention, { id: 'shared-rows', owns: 'rows' }];
