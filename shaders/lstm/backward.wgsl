// Gradients of the gate sums of a unit at one step; the walk back through time is common/recurrent/backward.wgsl. What a
// layer carries on is the gradient of its cells.

@group(0) @binding(0) var<storage, read> gates: array<Item>;
@group(0) @binding(1) var<storage, read> weightHidden: array<Item>;
@group(0) @binding(2) var<storage, read> cells: array<Item>;
@group(0) @binding(3) var<storage, read> upstream: array<Item>;
@group(0) @binding(4) var<storage, read_write> forSums: array<Item>;
@group(0) @binding(5) var<storage, read_write> scratch: array<Item>;

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
  let forHidden = hiddenGradient(row, at, unit);
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
