/**
 * Inputs in few bits: a row of x ("token") goes to evenly spaced levels around zero, by a step of its own or by one for all.
 * `quantizeRows` leaves them as signed bytes for the products of whole numbers, `roundRow` as numbers for all others.
 */
import { declarations } from '../common/declarations.ts';
import { constants, floats, linearGrid, type BufferBinding, type Kernel } from '../common/kernel.ts';
import type { QuantizedShape } from '../quantized-linear/format.ts';
import half from '../quantized-linear/half.wgsl?raw';
import foundStep from './foundStep.wgsl?raw';
import givenStep from './givenStep.wgsl?raw';
import levelsSource from './levels.wgsl?raw';
import quantizeRowsSource from './quantizeRows.wgsl?raw';
import roundRowSource from './roundRow.wgsl?raw';

export interface Rounding {
  /** 2 to 8, one of them for the sign. */
  readonly bits: number;
  /** Whether the step is bound; else each row finds its own. */
  readonly given: boolean;
}

export const dynamicBytes: Rounding = { bits: 8, given: false };

const workgroupSize = 64;

type Rows = Pick<QuantizedShape, 'rows' | 'inputs'>;

export const tokensLength = ({ rows, inputs }: Rows): number => rows * Math.ceil(inputs / 4);

const nameOf = ({ bits, given }: Rounding): string =>
  `${bits === 8 ? '' : ` ${bits} bits`}${given ? ' given step' : ''}`;

const stepBinding = ({ given }: Rounding): readonly BufferBinding<unknown>[] =>
  given ? [floats('givenStep', 'read', () => 1)] : [];

const inputScaleText = (text: string): string => `fn inputScaleOf(input: u32) -> f32 {\n  return ${text};\n}\n`;
const noInputScale = inputScaleText('1.0');
const factor = 'halfOf(inputScales[input / 2u], input)';

const textOf = <Shape>(
  bindings: readonly BufferBinding<Shape>[],
  { bits, given }: Rounding,
  inputScale: string,
  source: string,
): string =>
  [
    constants({ WORKGROUP: workgroupSize }),
    `const LEVELS = ${2 ** (bits - 1) - 1}.0;\n`,
    declarations(bindings),
    inputScale,
    levelsSource,
    given ? givenStep : foundStep,
    source,
  ].join('');

/** @param inputScales whether there is an f16 factor for each input */
export function quantizeRows(inputScales: boolean, rounding: Rounding = dynamicBytes): Kernel<Rows> {
  const bindings: readonly BufferBinding<Rows>[] = [
    floats('x', 'read', ({ rows, inputs }) => rows * inputs),
    ...(inputScales
      ? [
          {
            name: 'inputScales',
            access: 'read',
            type: 'u32',
            length: ({ inputs }: Rows) => Math.ceil(inputs / 2),
          } as const,
        ]
      : []),
    ...stepBinding(rounding),
    { name: 'tokens', access: 'read_write', type: 'u32', length: tokensLength },
    floats('tokenScales', 'read_write', ({ rows }) => rows),
  ];
  return {
    id: `quantize-rows${inputScales ? ' input-scales' : ''}${nameOf(rounding)}`,
    bindings,
    code: () =>
      textOf(bindings, rounding, inputScales ? `${half}${inputScaleText(factor)}` : noInputScale, quantizeRowsSource),
    grid: ({ rows }) => linearGrid(rows, 1),
  };
}

/** One token. */
export function roundRow(rounding: Rounding): Kernel<Pick<QuantizedShape, 'inputs'>> {
  const bindings: readonly BufferBinding<Pick<QuantizedShape, 'inputs'>>[] = [
    floats('x', 'read', ({ inputs }) => inputs),
    ...stepBinding(rounding),
    floats('rounded', 'read_write', ({ inputs }) => inputs),
  ];
  return {
    id: `round-row${nameOf(rounding)}`,
    bindings,
    code: () => textOf(bindings, rounding, noInputScale, roundRowSource),
    grid: () => [1, 1, 1],
  };
}
