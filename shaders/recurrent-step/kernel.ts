/**
 * A recurrent layer one token further, as decoding asks for: from what input and hidden state add to its sums, which are
 * products as any other, to its next state, in place. The walk of training through time (`common/recurrent`) has the product
 * with the hidden state inside, which a packed matrix does not fit into.
 */
import { declarations } from '../common/declarations.ts';
import { itemType } from '../common/items.ts';
import { constants, floats, linearGrid, type BufferBinding, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import squashing from '../common/recurrent/squashing.wgsl?raw';
import curve from '../min-gru/curve.wgsl?raw';
import gru from './gru.wgsl?raw';
import lstm from './lstm.wgsl?raw';
import minGru from './minGru.wgsl?raw';
import rnn from './rnn.wgsl?raw';
import units from './units.wgsl?raw';

export interface StepShape {
  /** H */
  readonly width: number;
}

export type RecurrentCell = 'rnn' | 'lstm' | 'gru';

/** Sums that a unit takes. */
export const sumsOf = { rnn: 1, gru: 3, lstm: 4 } as const satisfies Readonly<Record<RecurrentCell, number>>;

const workgroupSize = 64;
const sources = { rnn, gru, lstm } as const satisfies Readonly<Record<RecurrentCell, string>>;

type Binding = BufferBinding<StepShape>;
const state = (name: string): Binding => floats(name, 'read_write', ({ width }) => width);
const sums = (name: string, perUnit: number): Binding => floats(name, 'read', ({ width }) => perUnit * width);

const stepKernel = (id: string, bindings: readonly Binding[], sourcesOf: readonly string[]): Kernel<StepShape> => ({
  id,
  bindings,
  code: ({ width }) =>
    [constants({ WIDTH: width }), declarations(bindings), linearIndex, ...sourcesOf, units].join('\n'),
  grid: ({ width }) => linearGrid(width, workgroupSize),
});

/** Only an LSTM binds `cell`. */
export const recurrentStep = (cell: RecurrentCell): Kernel<StepShape> =>
  stepKernel(
    `${cell}-step`,
    [
      sums('fromInput', sumsOf[cell]),
      sums('fromHidden', sumsOf[cell]),
      state('hidden'),
      ...(cell === 'lstm' ? [state('cell')] : []),
    ],
    [itemType(1), squashing, sources[cell]],
  );

export const minGruStep: Kernel<StepShape> = stepKernel(
  'min-gru-step',
  [sums('sums', 2), state('hidden')],
  [curve, minGru],
);
