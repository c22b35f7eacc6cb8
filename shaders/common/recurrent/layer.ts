/**
 * What the kernels of recurrent layers share: a workgroup walks through time with a few batch rows, one dispatch each way
 * however long the window. The product with the input is taken beforehand for all steps, and the gradients of all
 * matrices follow from those of the sums. Rows are ordered batch-major, b·T + t; the initial state is zero.
 */
import { itemType, itemWidth } from '../items.ts';
import { constants, floats, type Access, type BufferBinding, type Kernel } from '../kernel.ts';
import { unroll } from '../unroll.ts';
import backward from './backward.wgsl?raw';
import gatedForward from './gatedForward.wgsl?raw';
import squashing from './squashing.wgsl?raw';
import states from './states.wgsl?raw';

export interface RecurrentShape {
  /** B */
  readonly batch: number;
  /** T */
  readonly time: number;
  /** H, at most `widestLayer` */
  readonly width: number;
}

/** What makes one kind of layer different from another. */
export interface Recurrence {
  /** Sums that a unit takes at every step, for its gates and candidates. */
  readonly sums: number;
  /** Copies of the hidden states in workgroup memory: a second one where a turn reads and writes them. */
  readonly copies: 1 | 2;
  /** Whether a unit has a gradient to carry back that goes through no sum. */
  readonly carries: boolean;
}

type Binding = BufferBinding<RecurrentShape>;
type WalkKernel = (id: string, source: string, bindings: readonly Binding[]) => Kernel<RecurrentShape>;

export interface RecurrentLayer {
  /** Bindings of sums [B, T, G, H], of states [B, T, H], and of what the hidden states meet: [H, G·H] and [G·H]. */
  readonly sums: (name: string, access: Access) => Binding;
  readonly states: (name: string, access: Access) => Binding;
  readonly weightHidden: Binding;
  readonly biasHidden: Binding;
  /** Floats in `scratch`. */
  readonly scratchLength: (shape: RecurrentShape) => number;
  /** The walk through time from what is special about the layer, and back; the way back binds `scratch` last. */
  readonly forward: WalkKernel;
  readonly backward: WalkKernel;
}

/** Every device grants a workgroup this much memory and this many invocations. */
const workgroupBytes = 16384;
const mostInvocations = 256;
/** Invocations come in multiples of this: whole subgroups on most hardware. */
const invocationStep = 32;

const bytesPerFloat = 4;
/** Where one row of the layer with most sums, the LSTM's four, fills the memory of a workgroup. */
export const widestLayer = workgroupBytes / (4 * bytesPerFloat);

/** Every weight that is read serves all batch rows of a workgroup; more of them would leave a device idle. */
const mostRows = 4;
/** Invocations that share a sum in the backward pass; side by side they read 128 consecutive bytes. */
const shares = 8;

/** Invocations for so many sums, which are dealt out in as few and as even rounds as can be. */
function invocations(sums: number): number {
  const rounds = Math.ceil(sums / mostInvocations);
  return invocationStep * Math.ceil(sums / rounds / invocationStep);
}

/**
 * `block(row, column)` of the recurrent matrix: an item's square, its columns consecutive rows of the matrix. From the
 * right it takes an item of hidden states to one of sums, from the left gradients back.
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

export function recurrentLayer({ sums, copies, carries }: Recurrence): RecurrentLayer {
  /** The memory that a row and a unit take in the pass that needs more. */
  const floatsPerUnit = Math.max(sums, copies);
  const parts = shares + (carries ? 1 : 0);

  /** Batch rows of a workgroup, as evenly spread as they can be. */
  function rowsOf({ batch, width }: RecurrentShape): number {
    const room = Math.floor(workgroupBytes / (floatsPerUnit * bytesPerFloat * width));
    const most = Math.max(1, Math.min(mostRows, room));
    return Math.ceil(batch / Math.ceil(batch / most));
  }

  const moduleOf =
    (sources: readonly string[], tasksPerItem: number) =>
    (shape: RecurrentShape): string => {
      const { time, width } = shape;
      const item = itemWidth(width);
      const items = width / item;
      const rows = rowsOf(shape);
      return [
        constants({ TIME: time, ITEMS: items, LINE: sums * items, ROWS: rows }),
        constants({ COPIES: copies, SHARES: shares, PARTS: parts, WORKGROUP: invocations(tasksPerItem * items) }),
        itemType(item),
        blockOf(item),
        squashing,
        ...sources.map((source) => unroll(source, { ROWS: rows })),
      ].join('\n');
    };

  const kernel = (
    id: string,
    bindings: readonly Binding[],
    code: (shape: RecurrentShape) => string,
  ): Kernel<RecurrentShape> => ({
    id,
    bindings,
    code,
    grid: (shape) => [Math.ceil(shape.batch / rowsOf(shape)), 1, 1],
  });
  const scratchLength = ({ batch, width }: RecurrentShape): number => parts * batch * width;

  return {
    sums: (name, access) => floats(name, access, ({ batch, time, width }) => sums * batch * time * width),
    states: (name, access) => floats(name, access, ({ batch, time, width }) => batch * time * width),
    weightHidden: floats('weightHidden', 'read', ({ width }) => sums * width * width),
    biasHidden: floats('biasHidden', 'read', ({ width }) => sums * width),
    scratchLength,
    forward: (id, source, bindings) =>
      kernel(id, bindings, moduleOf([source, states, ...(copies === 1 ? [gatedForward] : [])], sums)),
    backward: (id, source, bindings) =>
      kernel(id, [...bindings, floats('scratch', 'read_write', scratchLength)], moduleOf([source, backward], shares)),
  };
}
