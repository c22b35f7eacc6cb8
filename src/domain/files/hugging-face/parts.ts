/**
 * One of our matrices put together from tensors of a file: side by side as blocks of columns, each as it is or as its
 * transpose. What a model does without, where ours has it, is a block of zeros. Shapes are checked before values are read.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { TensorSpec } from '../../models/contract.ts';
import { checkDtype, readTensor } from './readTensor.ts';
import type { StoredTensor, TensorIndex } from './tensorIndex.ts';

export interface Part {
  /** In the file; null for zeros. */
  readonly name: string | null;
  /** Of our matrix. */
  readonly columns: number;
  /** The file has [columns, rows], as PyTorch's linear layers do. */
  readonly transposed: boolean;
}

/** Vectors are matrices of one row. */
const rowsOf = ({ shape }: TensorSpec): number => (shape.length === 2 ? (shape[0] ?? 0) : 1);

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** Throws `bad-model` for a tensor that is not there, of another shape or of numbers that are not read. */
export function checkParts(spec: TensorSpec, parts: readonly Part[], index: TensorIndex): void {
  for (const { name, columns, transposed } of parts) {
    if (name === null) continue;
    const tensor = stored(name, index);
    const rows = rowsOf(spec);
    const expected = spec.shape.length === 1 ? [columns] : transposed ? [columns, rows] : [rows, columns];
    if (shapeText(tensor.shape) !== shapeText(expected)) {
      throw new TrimtabError('bad-model', {
        file: tensor.file,
        tensor: name,
        reason: 'tensor-shape',
        found: shapeText(tensor.shape),
        expected: shapeText(expected),
      });
    }
    checkDtype(name, tensor);
  }
}

/** Row-major, in our layout. */
export async function assemble(
  spec: TensorSpec,
  parts: readonly Part[],
  index: TensorIndex,
): Promise<Float32Array<ArrayBuffer>> {
  const rows = rowsOf(spec);
  const width = parts.reduce((sum, { columns }) => sum + columns, 0);
  const values = new Float32Array(rows * width);
  let left = 0;
  for (const part of parts) {
    const { name, columns } = part;
    const place = { rows, width, left };
    if (name !== null) {
      await readTensor(name, stored(name, index), (piece, first) => put(values, place, part, piece, first));
    }
    left += columns;
  }
  return values;
}

/** Where a part's columns begin, in a matrix of `width` columns. */
interface Place {
  readonly rows: number;
  readonly width: number;
  readonly left: number;
}

/** By lines of the file's matrix, which are rows of ours or pieces of a column. */
function put(
  values: Float32Array,
  { rows, width, left }: Place,
  { columns, transposed }: Part,
  piece: Float32Array,
  first: number,
): void {
  const length = transposed ? rows : columns;
  for (let at = 0; at < piece.length;) {
    const [line, within] = [Math.floor((first + at) / length), (first + at) % length];
    const count = Math.min(length - within, piece.length - at);
    if (transposed) {
      for (let k = 0; k < count; k++) values[(within + k) * width + left + line] = piece[at + k] ?? 0;
    } else values.set(piece.subarray(at, at + count), line * width + left + within);
    at += count;
  }
}

function stored(name: string, index: TensorIndex): StoredTensor {
  const tensor = index.get(name);
  if (!tensor) throw new TrimtabError('bad-model', { tensor: name, reason: 'tensor-missing' });
  return tensor;
}
