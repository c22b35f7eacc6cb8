/** What every engine's products are timed by. */

/**
 * Milliseconds of one repeat, from as many as take about `turnMs`: what is not part of them counts little.
 * @param {(repeats: number) => Promise<number>} msOf milliseconds of so many @param {number} turnMs @param {number} most
 */
export async function msPerRepeat(msOf, turnMs, most) {
  // Drivers compile a kernel when it first runs.
  await msOf(1);
  for (let repeats = 1; ;) {
    const ms = await msOf(repeats);
    if (ms >= turnMs / 2 || repeats === most) return ms / repeats;
    const growth = Math.min(16, Math.max(2, turnMs / ms));
    repeats = Math.min(most, Math.ceil(repeats * growth));
  }
}

/**
 * How the factors of a product lie in memory: N as they are multiplied, T transposed.
 * @param {'NN' | 'NT' | 'TN'} layout @param {{ rows: number, columns: number, inner: number }} shape
 */
export function factorsOf(layout, { rows, columns, inner }) {
  const [turnLeft, turnRight] = [layout === 'TN', layout === 'NT'];
  return {
    left: turnLeft ? [inner, rows] : [rows, inner],
    right: turnRight ? [columns, inner] : [inner, columns],
    turnLeft,
    turnRight,
  };
}
