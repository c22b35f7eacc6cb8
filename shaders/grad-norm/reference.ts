/** Norm over several tensors and clip factor, in double precision (torch.nn.utils.clip_grad_norm_). */
export interface ClipReference {
  readonly norm: number;
  readonly factor: number;
  readonly nonFinite: number;
}

export function gradNormReference(tensors: readonly ArrayLike<number>[], limit: number, loss = 0): ClipReference {
  let squares = 0;
  let nonFinite = 0;
  for (const tensor of tensors) {
    for (let i = 0; i < tensor.length; i++) {
      const value = tensor[i] ?? NaN;
      squares += value * value;
      if (!Number.isFinite(value)) nonFinite++;
    }
  }
  if (!Number.isFinite(loss)) nonFinite = Math.max(1, nonFinite);
  const norm = Math.sqrt(squares);
  const clipped = limit > 0 ? Math.min(1, limit / (norm + 1e-6)) : 1;
  return { norm, factor: nonFinite > 0 ? 0 : clipped, nonFinite };
}
