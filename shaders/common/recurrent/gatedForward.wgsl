// Walks a few batch rows of a layer with gates through time. Two turns for every step: each invocation takes columns of the
// sums, then each takes units. Gates, read once, pass through their tensor. Barriers are in uniform control flow: nothing
// returns early.
fn takeColumn(first: u32, rows: u32, t: u32, column: u32) {
  var sums: array<Item, ROWS>;
  if (t > 0u) {
    sums = recur(0u, column);
  }
  // unroll
  for (var r = 0u; r < ROWS; r++) {
    if (r < rows) {
      openGate((first + r) * TIME + t, column, sums[r]);
    }
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let first = group.x * ROWS;
  let rows = min(ROWS, arrayLength(&hiddens) / (TIME * ITEMS) - first);
  for (var t = 0u; t < TIME; t++) {
    for (var column = local; column < LINE; column += WORKGROUP) {
      takeColumn(first, rows, t, column);
    }
    storageBarrier();
    workgroupBarrier();
    for (var place = local; place < rows * ITEMS; place += WORKGROUP) {
      last[place] = advance(first + place / ITEMS, t, place % ITEMS);
    }
    workgroupBarrier();
  }
}
