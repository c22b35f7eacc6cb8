/**
 * Five steps, or as many as one likes, of a quintic Newton–Schulz iteration, which drives all singular values of a matrix
 * towards 1 and leaves its singular vectors: U Vᵀ without a decomposition. With these coefficients they end between about
 * 0.7 and 1.2, which is enough, and get there fast.
 */
import { given, type MatrixOps } from '../core/matrixOps.ts';

const [a, b, c] = [3.4445, -4.775, 2.0315];
/** Beside the norm; a gradient of zeros stays zero. */
const epsilon = 1e-7;

export function orthogonalize<T>(ops: MatrixOps<T>, x: T, steps: number): T {
  const [rows, columns] = ops.sides(x);
  const wide = rows <= columns;
  const meanSquare = ops.rowMeans(ops.columnMeans(ops.map([x], (e, [v]) => e.mul(given(v), given(v)))));
  let current = ops.map([x, meanSquare], (e, [value, mean]) =>
    e.div(given(value), e.add(e.mul(e.sqrt(given(mean)), e.constant(Math.sqrt(rows * columns))), e.constant(epsilon))),
  );
  for (let step = 0; step < steps; step++) {
    // The smaller of the two products with itself.
    const gram = wide ? ops.product('NT', current, current) : ops.product('TN', current, current);
    const mixed = ops.map([gram, ops.product('NN', gram, gram)], (e, [first, second]) =>
      e.add(e.mul(e.constant(b), given(first)), e.mul(e.constant(c), given(second))),
    );
    const turned = wide ? ops.product('NN', mixed, current) : ops.product('NN', current, mixed);
    current = ops.map([current, turned], (e, [value, change]) =>
      e.add(e.mul(e.constant(a), given(value)), given(change)),
    );
  }
  return current;
}
