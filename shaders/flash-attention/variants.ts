/** The ways in which attention can be computed. All give the same numbers up to rounding and bind the same buffers. */

interface PlainVariant {
  readonly id: string;
  /**
   * `tiles`: an invocation owns four rows and reads the other side from storage. `rows`: it owns one, and its workgroup
   * brings the other side into shared memory.
   */
  readonly owns: 'tiles' | 'rows';
}

/** Four rows an invocation, and the other side read by a subgroup together. */
export interface LanesVariant {
  readonly id: string;
  readonly owns: 'lanes';
  /** Invocations of a workgroup, which is a subgroup. */
  readonly lanes: number;
}

export type AttentionVariant = PlainVariant | LanesVariant;

/** Without barriers, and with few loads, as software adapters want it. */
export const defaultAttention: AttentionVariant = { id: 'four-rows', owns: 'tiles' };

/** For devices whose subgroups are all of one size, and where loads are what counts. */
const lanesVariant = (lanes: number): LanesVariant => ({ id: `lanes${lanes}`, owns: 'lanes', lanes });

export const attentionVariants: readonly AttentionVariant[] = [
  defaultAttention,
  { id: 'shared-rows', owns: 'rows' },
  lanesVariant(4),
  lanesVariant(8),
];

/** Whether it can run where subgroups are of that size, null where that is not known or not always the same. */
export const fitsSubgroups = (variant: AttentionVariant, lanesOfDevice: number | null): boolean =>
  variant.owns !== 'lanes' || variant.lanes === lanesOfDevice;
