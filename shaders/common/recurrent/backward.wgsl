// Walks a few batch rows back through time. Two turns for every step: shares of what the next step's sums pass back to the
// hidden states, then each invocation takes units. The gradients of the next step's sums, which all invocations read,
// pass through workgroup memory, which WGSL starts at zero.
var<workgroup> next: array<Item, ROWS * LINE>;

// Of the current step: shares of the hidden states' gradient, then what a layer carries on to the step before.
fn scratchAt(row: u32, part: u32, unit: u32) -> u32 {
  return (row * PARTS + part) * ITEMS + unit;
}

fn passBack(first: u32, rows: u32, isLast: bool, share: u32, unit: u32) {
  var sums: array<Item, ROWS>;
  if (!isLast) {
    for (var k = share; k < LINE; k += SHARES) {
      let weights = block(unit, k);
      // unroll
      for (var r = 0u; r < ROWS; r++) {
        sums[r] += next[r * LINE + k] * weights;
      }
    }
  }
  // unroll
  for (var r = 0u; r < ROWS; r++) {
    if (r < rows) {
      scratch[scratchAt(first + r, share, unit)] = sums[r];
    }
  }
}

// Gradient of a hidden state: what comes from above and, through the sums, from the next step.
fn hiddenGradient(row: u32, at: u32, unit: u32) -> Item {
  var gradient = upstream[at];
  for (var share = 0u; share < SHARES; share++) {
    gradient += scratch[scratchAt(row, share, unit)];
  }
  return gradient;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let first = group.x * ROWS;
  let rows = min(ROWS, arrayLength(&upstream) / (TIME * ITEMS) - first);
  for (var step = 0u; step < TIME; step++) {
    for (var place = local; place < SHARES * ITEMS; place += WORKGROUP) {
      passBack(first, rows, step == 0u, place % SHARES, place / SHARES);
    }
    storageBarrier();
    workgroupBarrier();
    for (var place = local; place < rows * ITEMS; place += WORKGROUP) {
      retreat(first, place / ITEMS, TIME - 1u - step, place % ITEMS);
    }
    storageBarrier();
    workgroupBarrier();
  }
}
