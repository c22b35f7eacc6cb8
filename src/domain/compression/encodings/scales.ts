/**
 * Scales of level encodings, plainly in f32 or quantised themselves (QLoRA's double quantisation, section 3): their mean is
 * taken away, and blocks of 256 differences become bytes and one f32 step. The paper writes the bytes as 8-bit floats. Ours
 * are evenly spaced: on scales of normal weights they lose a third as much, on those of heavy tails (Student's t, 4 degrees)
 * a quarter more. The mean costs four more bytes a matrix than the paper counts.
 */
import { roundHalfEven } from '../numeric/roundHalfEven.ts';
import type { ArraySpec } from './contract.ts';

export type ScaleFormat = 'f32' | 'double';

const block = 256;
const middle = 128;
const largest = 127;

export interface ScaleArrays {
  /** f32, one per group. */
  readonly scales?: Float32Array;
  /** One per group: 128 + difference / step. */
  readonly scaleCodes?: Uint8Array;
  /** One per 256 groups. */
  readonly scaleSteps?: Float32Array;
  /** [1]. */
  readonly scaleMean?: Float32Array;
}

export function scaleLayout(format: ScaleFormat, count: number): Readonly<Record<string, ArraySpec>> {
  if (format === 'f32') return { scales: { dtype: 'F32', length: count } };
  return {
    scaleCodes: { dtype: 'U8', length: count },
    scaleSteps: { dtype: 'F32', length: Math.ceil(count / block) },
    scaleMean: { dtype: 'F32', length: 1 },
  };
}

export function encodeScales(scales: Float32Array, format: ScaleFormat): ScaleArrays {
  if (format === 'f32') return { scales };
  const mean = Math.fround(scales.reduce((sum, scale) => sum + scale, 0) / scales.length);
  const differences = scales.map((scale) => scale - mean);
  const scaleSteps = Float32Array.from(
    { length: Math.ceil(scales.length / block) },
    (_, i) =>
      differences.subarray(i * block, (i + 1) * block).reduce((peak, value) => Math.max(peak, Math.abs(value)), 0) /
      largest,
  );
  const scaleCodes = Uint8Array.from(differences, (difference, i) => {
    const step = scaleSteps[Math.floor(i / block)] ?? 0;
    return step === 0 ? middle : middle + roundHalfEven(Math.fround(difference / step));
  });
  return { scaleCodes, scaleSteps, scaleMean: Float32Array.of(mean) };
}

export function decodeScales({ scales, scaleCodes, scaleSteps, scaleMean }: ScaleArrays): Float32Array<ArrayBuffer> {
  if (scaleCodes === undefined) return Float32Array.from(scales ?? []);
  const mean = scaleMean?.[0] ?? 0;
  return Float32Array.from(
    scaleCodes,
    (code, i) => mean + (scaleSteps?.[Math.floor(i / block)] ?? 0) * (code - middle),
  );
}
