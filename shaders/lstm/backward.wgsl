// Gradient of the gate sums, back-propagated through time, of a few batch rows. Two turns for every step as in
// forward.wgsl: shares of what the next step's sums pass back to the hidden states, then each invocation takes units. The
// gradients of the next step's sums, which all invocations read, pass through workgroup memory.

@group(0) @binding(0) var<storage, read> gates: array<Item>;
@group(0) @binding(1) var<storage, read> weightHidden: array<Item>;
@group(0) @binding(2) var<storage, read> cells: array<Item>;
@group(0) @binding(3) var<storage, read> upstream: array<Item>;
@group(0) @binding(4) var<storage, read_write> forSums: array<Item>;
// Of the current step: shares of the hidden states' gradient, then the cells' gradient that goes on. [B, SHARES + 1, H]
@group(0) @binding(5) var<storage, read_write> scratch: array<Item>;

var<workgroup> next: array<Item, ROWS * LINE>;

fn scratchAt(row: u32, part: u32, unit: u32) -> u32 {
  return (row * (SHARES + 1u) + part) * ITEMS + unit;
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

fn keep(line: u32, local: u32, gate: u32, unit: u32, gradient: Item) {
  forSums[line * LINE + gate * ITEMS + unit] = gradient;
  next[local * LINE + gate * ITEMS + unit] = gradient;
}

fn retreat(first: u32, local: u32, t: u32, unit: u32) {
  let row = first + local;
  let line = row * TIME + t;
  let at = line * ITEMS + unit;
  let gate = line * LINE + unit;
  let i = gates[gate];
  let f = gates[gate + ITEMS];
  let g = gates[gate + 2u * ITEMS];
  let o = gates[gate + 3u * ITEMS];
  let squashed = squash(cells[at]);
  var before = Item();
  if (t > 0u) {
    before = cells[at - ITEMS];
  }
  var forHidden = upstream[at];
  for (var share = 0u; share < SHARES; share++) {
    forHidden += scratch[scratchAt(row, share, unit)];
  }
  let carried = scratchAt(row, SHARES, unit);
  var forCell = forHidden * o * (1.0 - squashed * squashed);
  if (t + 1u < TIME) {
    forCell += scratch[carried];
  }
  scratch[carried] = forCell * f;
  keep(line, local, 0u, unit, forCell * g * i * (1.0 - i));
  keep(line, local, 1u, unit, forCell * before * f * (1.0 - f));
  keep(line, local, 2u, unit, forCell * i * (1.0 - g * g));
  keep(line, local, 3u, unit, forHidden * squashed * o * (1.0 - o));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let first = group.x * ROWS;
  let rows = min(ROWS, arrayLength(&cells) / (TIME * ITEMS) - first);
  for (var place = local; place < ROWS * LINE; place += WORKGROUP) {
    next[place] = Item();
  }
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
