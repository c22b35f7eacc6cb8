/** The one way to run a quantiser: settings, shape and numbers are checked before anything is computed from them. */
import { TrimtabError } from '../../core/errors.ts';
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { Calibration, Matrix, Pass, QuantizerDefinition } from '../contract.ts';
import type { Encoding } from '../encodings/contract.ts';

/**
 * @param calibration of this matrix's inputs; may be null for a quantiser that needs weights alone.
 * @throws TrimtabError `bad-config` with the problems of settings or shape, `non-finite` where weights or calibration
 *   are no numbers, at the first step of the pass.
 */
export function* quantize<P extends ParamSpecs>(
  quantizer: QuantizerDefinition<string, P>,
  matrix: Matrix,
  settings: Settings<P>,
  calibration: Calibration | null,
): Pass<Encoding> {
  const problems = [...(quantizer.check?.(settings) ?? []), ...(quantizer.checkShape?.(matrix, settings) ?? [])];
  if (problems.length > 0) throw new TrimtabError('bad-config', {}, problems);
  if (!matrix.values.every(Number.isFinite)) throw new TrimtabError('non-finite', { what: 'weights' });
  if (quantizer.needs === 'weights') return yield* quantizer.quantize(matrix, settings);
  if (calibration?.gram.length !== matrix.columns ** 2)
    throw new Error(`${quantizer.id}: the calibration is missing or of another matrix`);
  if (!calibration.gram.every(Number.isFinite)) throw new TrimtabError('non-finite', { what: 'calibration' });
  return yield* quantizer.quantize(matrix, settings, calibration);
}
