/** The angle between two gradients (Yu et al. 2020, Gradient Surgery, call a negative cosine a conflict). */

export interface Products {
  readonly dot: number;
  readonly first: number;
  readonly second: number;
}

/** Sums over elements: of products, and of squares of each. */
export function productsOf(a: ArrayLike<number>, b: ArrayLike<number>): Products {
  let [dot, first, second] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN];
    dot += x * y;
    first += x * x;
    second += y * y;
  }
  return { dot, first, second };
}

export const addProducts = (a: Products, b: Products): Products => ({
  dot: a.dot + b.dot,
  first: a.first + b.first,
  second: a.second + b.second,
});

export const noProducts: Products = { dot: 0, first: 0, second: 0 };

/** NaN where one of the two is nothing. */
export const cosineOf = ({ dot, first, second }: Products): number => dot / Math.sqrt(first) / Math.sqrt(second);
