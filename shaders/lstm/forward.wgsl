// Forward pass of a few batch rows. Two turns for every step of time: each invocation takes columns of the gate sums, then
// each takes units. Hidden states, which all invocations read, pass through workgroup memory; gates, read once, through
// their tensor. Barriers are in uniform control flow: nothing returns early, rows beyond the batch count along as zeros.

// The sums that come from the input; becomes the gates after their nonlinearity. [B, T, 4, H]
@group(0) @binding(0) var<storage, read_write> gates: array<Item>;
@group(0) @binding(1) var<storage, read> weightHidden: array<Item>;
@group(0) @binding(2) var<storage, read_write> cells: array<Item>;
@group(0) @binding(3) var<storage, read_write> hiddens: array<Item>;
// The hidden states one step earlier, zeros at the start of every window: a factor of the recurrent matrix's gradient.
@group(0) @binding(4) var<storage, read_write> earlier: array<Item>;

var<workgroup> last: array<Item, ROWS * ITEMS>;

// Adds what the last hidden states contribute to a column of the sums, for all rows.
fn openGates(first: u32, rows: u32, t: u32, column: u32) {
  var sums: array<Item, ROWS>;
  if (t > 0u) {
    for (var i = 0u; i < ITEMS; i++) {
      let weights = block(i, column);
      // unroll
      for (var r = 0u; r < ROWS; r++) {
        sums[r] += weights * last[r * ITEMS + i];
      }
    }
  }
  // unroll
  for (var r = 0u; r < ROWS; r++) {
    if (r < rows) {
      let at = ((first + r) * TIME + t) * LINE + column;
      let sum = gates[at] + sums[r];
      if (column / ITEMS == CELL_GATE) {
        gates[at] = squash(sum);
      } else {
        gates[at] = sigmoid(sum);
      }
    }
  }
}

fn advance(row: u32, t: u32, unit: u32) -> Item {
  let line = row * TIME + t;
  let gate = line * LINE + unit;
  let at = line * ITEMS + unit;
  var cell = gates[gate] * gates[gate + CELL_GATE * ITEMS];
  if (t > 0u) {
    cell += gates[gate + ITEMS] * cells[at - ITEMS];
  }
  let hidden = gates[gate + 3u * ITEMS] * squash(cell);
  cells[at] = cell;
  hiddens[at] = hidden;
  if (t == 0u) {
    earlier[at] = Item();
  }
  if (t + 1u < TIME) {
    earlier[at + ITEMS] = hidden;
  }
  return hidden;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let first = group.x * ROWS;
  let rows = min(ROWS, arrayLength(&cells) / (TIME * ITEMS) - first);
  for (var place = local; place < ROWS * ITEMS; place += WORKGROUP) {
    last[place] = Item();
  }
  for (var t = 0u; t < TIME; t++) {
    for (var column = local; column < LINE; column += WORKGROUP) {
      openGates(first, rows, t, column);
    }
    storageBarrier();
    workgroupBarrier();
    for (var place = local; place < rows * ITEMS; place += WORKGROUP) {
      last[place] = advance(first + place / ITEMS, t, place % ITEMS);
    }
    workgroupBarrier();
  }
}
