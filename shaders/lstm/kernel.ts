/**
 * One LSTM layer over time (torch.nn.LSTM: gates i, f, g, o; zero initial state), one dispatch each way however long the
 * window. The product with the input is taken beforehand for all steps, and the gradients of all matrices follow from
 * that of the gate sums. Rows are ordered batch-major, b·T + t. A workgroup walks through time with a few batch rows.
 */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, type Kernel } from '../common/kernel.ts';
import { unroll } from '../common/unroll.ts';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';
import gates from './gates.wgsl?raw';

export interface LstmShape {
  /** B */
  readonly batch: number;
  /** T */
  readonly time: number;
  /** H, at most `widestLstm` */
  readonly width: number;
}

/** Every device grants a workgroup this much memory and this many invocations. */
const workgroupBytes = 16384;
const mostInvocations = 256;
/** Invocations come in multiples of this: whole subgroups on most hardware. */
const invocationStep = 32;

/** Bytes of workgroup memory that the backward pass takes for a row and a unit: the gradients of four gate sums. */
const bytesPerUnit = 16;
export const widestLstm = workgroupBytes / bytesPerUnit;

/** Every weight that is read serves all batch rows of a workgroup; more of them would leave a device idle. */
const mostRows = 4;
/** Invocations that share a sum over the gates in the backward pass; side by side they read 128 consecutive bytes. */
const shares = 8;

const gateLength = ({ batch, time, width }: LstmShape): number => 4 * batch * time * width;
const stateLength = ({ batch, time, width }: LstmShape): number => batch * time * width;
const weightLength = ({ width }: LstmShape): number => 4 * width * width;

/** Batch rows of a workgroup, as evenly spread as they can be. */
function rowsOf({ batch, width }: LstmShape): number {
  const most = Math.max(1, Math.min(mostRows, Math.floor(widestLstm / width)));
  return Math.ceil(batch / Math.ceil(batch / most));
}

const grid = (shape: LstmShape): readonly [number, number, number] => [Math.ceil(shape.batch / rowsOf(shape)), 1, 1];

/** Invocations for so many sums, which are dealt out in as few and as even rounds as can be. */
function invocations(sums: number): number {
  const rounds = Math.ceil(sums / mostInvocations);
  return invocationStep * Math.ceil(sums / rounds / invocationStep);
}

/**
 * `block(row, column)` of the recurrent matrix: an item's square, its columns consecutive rows of the matrix. From the
 * right it takes an item of hidden states to one of gate sums, from the left gradients back.
 */
const blockOf = (width: 1 | 4): string =>
  width === 4
    ? `alias Block = mat4x4f;
fn block(row: u32, column: u32) -> Block {
  let at = 4u * row * LINE + column;
  return Block(weightHidden[at], weightHidden[at + LINE], weightHidden[at + 2u * LINE], weightHidden[at + 3u * LINE]);
}`
    : `fn block(row: u32, column: u32) -> f32 {
  return weightHidden[row * LINE + column];
}`;

function moduleOf(source: string, sumsPerItem: number): (shape: LstmShape) => string {
  return (shape) => {
    const { time, width } = shape;
    const item = itemWidth(width);
    const items = width / item;
    const rows = rowsOf(shape);
    return [
      constants({ TIME: time, ITEMS: items, LINE: 4 * items, ROWS: rows, SHARES: shares }),
      constants({ WORKGROUP: invocations(sumsPerItem * items) }),
      itemType(item),
      blockOf(item),
      gates,
      unroll(source, { ROWS: rows }),
    ].join('\n');
  };
}

export const lstmForward: Kernel<LstmShape> = {
  id: 'lstm-forward',
  bindings: [
    floats('gates', 'read_write', gateLength),
    floats('weightHidden', 'read', weightLength),
    floats('cells', 'read_write', stateLength),
    floats('hiddens', 'read_write', stateLength),
    floats('earlier', 'read_write', stateLength),
  ],
  code: moduleOf(forward, 4),
  grid,
};

/** Floats in `scratch`. */
export const lstmScratchLength = ({ batch, width }: LstmShape): number => (shares + 1) * batch * width;

export const lstmBackward: Kernel<LstmShape> = {
  id: 'lstm-backward',
  bindings: [
    floats('gates', 'read', gateLength),
    floats('weightHidden', 'read', weightLength),
    floats('cells', 'read', stateLength),
    floats('upstream', 'read', stateLength),
    floats('forSums', 'read_write', gateLength),
    floats('scratch', 'read_write', lstmScratchLength),
  ],
  code: moduleOf(backward, shares),
  grid,
};
