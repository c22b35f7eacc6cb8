/** Norms of one tensor and of its change, in double precision. */
export interface UpdatedTensor {
  readonly gradient: ArrayLike<number>;
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
}

/** L2 norms of the gradient, of the values after the update, and of their difference to those before. */
export function tensorNormsReference({ gradient, before, after }: UpdatedTensor): readonly [number, number, number] {
  const difference = Array.from(after, (value, i) => value - (before[i] ?? NaN));
  return [norm(gradient), norm(after), norm(difference)];
}

function norm(values: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] ?? NaN) ** 2;
  return Math.sqrt(squares);
}
