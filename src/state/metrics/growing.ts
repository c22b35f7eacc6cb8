/** Typed arrays that grow by doubling, so that appending costs O(new rows) on average and reading is contiguous. */
type NumberArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

export interface Growing<A extends NumberArray> {
  readonly length: number;
  /** The backing array; only the first `length` entries mean anything, and growing replaces it. */
  readonly values: A;
  at(index: number): number;
  push(value: number): void;
  append(values: ArrayLike<number>): void;
  truncate(length: number): void;
}

const firstCapacity = 1024;

export function growing<A extends NumberArray>(make: (capacity: number) => A): Growing<A> {
  let values = make(firstCapacity);
  let length = 0;

  function reserve(capacity: number): void {
    if (capacity <= values.length) return;
    const larger = make(Math.max(capacity, values.length * 2));
    larger.set(values.subarray(0, length));
    values = larger;
  }

  return {
    get length() {
      return length;
    },
    get values() {
      return values;
    },
    at: (index) => (index >= 0 && index < length ? (values[index] ?? NaN) : NaN),
    push(value) {
      reserve(length + 1);
      values[length++] = value;
    },
    append(added) {
      reserve(length + added.length);
      values.set(added, length);
      length += added.length;
    },
    truncate(to) {
      length = Math.min(length, to);
    },
  };
}

/** Index of the first of `length` ascending values that is not below x. */
export function lowerBound(values: ArrayLike<number>, length: number, x: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Infinity) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
