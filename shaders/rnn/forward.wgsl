// Walks a few batch rows of a layer without gates through time. A unit is a column of the sums, so one turn for every step
// is enough: it reads one copy of the hidden states and writes the other. Barriers are in uniform control flow: nothing
// returns early.

// The sums that come from the input; becomes the hidden states. [B, T, H]
@group(0) @binding(0) var<storage, read_write> hiddens: array<Item>;
@group(0) @binding(1) var<storage, read> weightHidden: array<Item>;
@group(0) @binding(2) var<storage, read> biasHidden: array<Item>;
@group(0) @binding(3) var<storage, read_write> earlier: array<Item>;

const COPY = ROWS * ITEMS;

fn advance(first: u32, rows: u32, t: u32, unit: u32) {
  let start = t % 2u * COPY;
  var sums: array<Item, ROWS>;
  if (t > 0u) {
    sums = recur(start, unit);
  }
  // unroll
  for (var r = 0u; r < ROWS; r++) {
    if (r < rows) {
      let at = ((first + r) * TIME + t) * ITEMS + unit;
      let hidden = squash(hiddens[at] + biasHidden[unit] + sums[r]);
      keepHidden(at, t, hidden);
      last[COPY - start + r * ITEMS + unit] = hidden;
    }
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let first = group.x * ROWS;
  let rows = min(ROWS, arrayLength(&hiddens) / (TIME * ITEMS) - first);
  for (var t = 0u; t < TIME; t++) {
    for (var unit = local; unit < ITEMS; unit += WORKGROUP) {
      advance(first, rows, t, unit);
    }
    workgroupBarrier();
  }
}
