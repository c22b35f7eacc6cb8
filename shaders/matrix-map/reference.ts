/** A map as plain loops over double-precision numbers. */
import type { MapFormula } from '../../src/domain/core/matrixOps.ts';
import { numberOps } from '../../src/domain/core/ops.ts';
import { mapSides, type MapInput } from './kernel.ts';

export function mapReference(
  formula: MapFormula,
  inputs: readonly (MapInput & { readonly values: ArrayLike<number> })[],
): number[] {
  const { rows, columns } = mapSides(inputs);
  return Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    return formula(
      numberOps,
      inputs.map((input) => {
        const place =
          input.element?.index ?? (input.rows === 1 ? 0 : i) * input.columns + (input.columns === 1 ? 0 : j);
        return input.values[place] ?? NaN;
      }),
    );
  });
}
