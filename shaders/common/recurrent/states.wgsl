// Hidden states on their way through time. All invocations read them, so they pass through workgroup memory, which WGSL
// starts at zero: rows beyond the batch count along as zeros.
var<workgroup> last: array<Item, COPIES * ROWS * ITEMS>;

// What the hidden states that begin there contribute to a column of the sums, for all rows.
fn recur(start: u32, column: u32) -> array<Item, ROWS> {
  var sums: array<Item, ROWS>;
  for (var i = 0u; i < ITEMS; i++) {
    let weights = block(i, column);
    // unroll
    for (var r = 0u; r < ROWS; r++) {
      sums[r] += weights * last[start + r * ITEMS + i];
    }
  }
  return sums;
}

// Also as the state one step earlier, zeros at the start of every window: a factor of the recurrent matrix's gradient.
fn keepHidden(at: u32, t: u32, hidden: Item) {
  hiddens[at] = hidden;
  if (t == 0u) {
    earlier[at] = Item();
  }
  if (t + 1u < TIME) {
    earlier[at + ITEMS] = hidden;
  }
}
