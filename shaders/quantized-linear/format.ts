/**
 * Quantised matrices [O, I] as the kernels read them: codes in 32-bit words that begin anew in every row, and a scale for
 * every group of 32 n inputs, every row, or all. w = s (c − z) t, where c is the code or what a table says of it.
 */
import { constants, floats, type BufferBinding } from '../common/kernel.ts';
import half from './half.wgsl?raw';
import weights from './weights.wgsl?raw';

export interface QuantizedFormat {
  readonly bits: 1 | 2 | 4 | 8;
  /** Of a code: itself, or an entry of a table of 2^bits levels, which is bound. */
  readonly values: 'integer' | 'levels';
  /** Numbers in pairs, or plainly; `double`: bytes, a step for each 256 of them, and a mean, which lies before the steps. */
  readonly scales: 'f16' | 'f32' | 'double';
  /** A zero point per group, f16; else `middle` is that of all. */
  readonly zeros: boolean;
  readonly middle: number;
  /** A factor t per input, f16. */
  readonly inputScales: boolean;
}

export interface QuantizedShape {
  /** M, of x [M, I]. */
  readonly rows: number;
  /** I */
  readonly inputs: number;
  /** O */
  readonly outputs: number;
  /** Inputs that share a scale: a multiple of 32, or all I; 0 for one scale in all. */
  readonly group: number;
}

/** Inputs of which no two groups have a part. */
const chunk = 32;
const scalesPerStep = 256;

export const wordsPerRow = ({ bits }: QuantizedFormat, { inputs }: QuantizedShape): number =>
  Math.ceil((inputs * bits) / 32);

const groupsPerRow = ({ inputs, group }: QuantizedShape): number => (group === 0 ? 0 : Math.ceil(inputs / group));
const groupCount = (shape: QuantizedShape): number => Math.max(1, groupsPerRow(shape) * shape.outputs);

const words = (name: string, length: (shape: QuantizedShape) => number): BufferBinding<QuantizedShape> => ({
  name,
  access: 'read',
  type: 'u32',
  length,
});
const halves = (name: string, count: (shape: QuantizedShape) => number): BufferBinding<QuantizedShape> =>
  words(name, (shape) => Math.ceil(count(shape) / 2));

const scaleBindings = {
  f16: [halves('scales', groupCount)],
  f32: [floats('scales', 'read', groupCount)],
  double: [
    words('scales', (shape) => Math.ceil(groupCount(shape) / 4)),
    floats('steps', 'read', (shape) => 1 + Math.ceil(groupCount(shape) / scalesPerStep)),
  ],
} as const satisfies Readonly<Record<QuantizedFormat['scales'], readonly BufferBinding<QuantizedShape>[]>>;

/** All that a matrix is made of, and nothing that is not in its file but padding to whole words and the table of levels. */
export const weightBindings = (format: QuantizedFormat): readonly BufferBinding<QuantizedShape>[] => [
  words('codes', (shape) => shape.outputs * wordsPerRow(format, shape)),
  ...scaleBindings[format.scales],
  ...(format.zeros ? [halves('zeros', groupCount)] : []),
  ...(format.inputScales ? [halves('inputScales', ({ inputs }) => inputs)] : []),
  ...(format.values === 'levels' ? [floats<QuantizedShape>('levels', 'read', () => 2 ** format.bits)] : []),
];

export const formatName = ({ bits, values, scales, zeros, inputScales }: QuantizedFormat): string =>
  [`${values}-${bits}`, scales, ...(zeros ? ['zeros'] : []), ...(inputScales ? ['input-scales'] : [])].join(' ');

/** `Extent` in the order of its members, but for the middle. */
export function extentOf(format: QuantizedFormat, shape: QuantizedShape): readonly number[] {
  const { inputs, outputs, group } = shape;
  // Where a row is one group, no chunk must reach the next.
  const chunksPerGroup = group === 0 || group >= inputs ? Math.ceil(inputs / chunk) : group / chunk;
  return [inputs, outputs, wordsPerRow(format, shape), groupsPerRow(shape), chunksPerGroup];
}

const scaleTexts = {
  f16: 'halfOf(scales[group / 2u], group)',
  f32: 'scales[group]',
  double: 'steps[0] + steps[1u + group / 256u] * (f32((scales[group / 4u] >> (8u * (group % 4u))) & 255u) - 128.0)',
} as const satisfies Readonly<Record<QuantizedFormat['scales'], string>>;

/** What codes mean, by functions of `weights.wgsl`. The text that it becomes a part of declares bindings and `extent`. */
export function weightsText({ bits, values, scales, zeros, inputScales }: QuantizedFormat): string {
  const level = (member: string): string => `levels[codes.${member}]`;
  const levelsOf = values === 'levels' ? `vec4f(${['x', 'y', 'z', 'w'].map(level).join(', ')})` : 'vec4f(codes)';
  const inputScale = 'halfOf(inputScales[min(input, extent.inputs - 1u) / 2u], input)';
  return `${constants({ BITS: bits, MASK: 2 ** bits - 1 })}
fn levelsOf(codes: vec4u) -> vec4f {
  return ${levelsOf};
}
fn scaleOf(group: u32) -> f32 {
  return ${scaleTexts[scales]};
}
fn zeroOf(group: u32) -> f32 {
  return ${zeros ? 'halfOf(zeros[group / 2u], group)' : 'extent.middle'};
}
fn inputScaleOf(input: u32) -> f32 {
  return ${inputScales ? inputScale : '1.0'};
}
${half}${weights}`;
}
