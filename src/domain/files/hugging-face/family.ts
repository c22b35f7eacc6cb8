/** What a family of checkpoints is to our Transformer: settings from its configuration, tensors from its tensors. */
import type { TransformerSettings } from '../../models/transformer/definition.ts';
import type { TensorSpec } from '../../models/contract.ts';
import type { ConfigFields } from './configFields.ts';
import type { Part } from './parts.ts';
import type { TensorIndex } from './tensorIndex.ts';

export interface Family {
  readonly settings: TransformerSettings;
  readonly vocabulary: number;
  /** What one of our tensors is made of. */
  parts(spec: TensorSpec): readonly Part[];
  /** Whether a tensor of the file may be left out: buffers that follow from the configuration, copies. */
  isSpare(name: string): boolean;
}

/** Throws `bad-model` with the field that our Transformer cannot express. */
export type FamilyReader = (config: ConfigFields, index: TensorIndex) => Family;

/** All of one tensor, in the layout that we have too. */
export const whole = (name: string, { shape }: TensorSpec): readonly Part[] => [
  { name, columns: shape.at(-1) ?? 0, transposed: false },
];
