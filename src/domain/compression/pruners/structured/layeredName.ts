/** Names of tensors that there are in every layer: `transformer.h.3.mlp.c_fc.weight`, `rnn.weight_ih_l1`. */

export interface LayeredName {
  readonly layer: number;
  /** The name without its number: the same for the tensor's counterparts in other layers. */
  readonly kind: string;
  /** The name of the counterpart in another layer. */
  at(layer: number): string;
}

/** @param pattern three groups: what stands before the number, the number, and what stands after it. */
export function layeredName(name: string, pattern: RegExp): LayeredName | null {
  const [, before, number, after] = pattern.exec(name) ?? [];
  if (before === undefined || number === undefined || after === undefined) return null;
  return { layer: Number(number), kind: `${before}*${after}`, at: (layer) => `${before}${layer}${after}` };
}
