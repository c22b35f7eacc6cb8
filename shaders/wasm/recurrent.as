/** Between the walks of recurrent layers and their products: the states that the recurrent matrix was multiplied with. */

/** Hidden states one step earlier, rows `from` to `to` of [B·T, H]; zeros at the start of each window. */
export function earlier(
  _scratch: usize,
  hiddens: usize,
  out: usize,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const target = out + <usize>row * line;
    if (row % time == 0) memory.fill(target, 0, line);
    else memory.copy(target, hiddens + <usize>(row - 1) * line, line);
  }
}
