// Gradients of the sums of a unit at one step; the walk back through time is common/recurrent/backward.wgsl. What the input
// adds to the candidate's sum passes no reset gate, what the hidden states add does: hence two gradients, which differ in
// that column only. What a layer carries on is the gradient that the update gate lets through unchanged.

@group(0) @binding(0) var<storage, read> gates: array<Item>;
@group(0) @binding(1) var<storage, read> weightHidden: array<Item>;
@group(0) @binding(2) var<storage, read> recalled: array<Item>;
@group(0) @binding(3) var<storage, read> earlier: array<Item>;
@group(0) @binding(4) var<storage, read> upstream: array<Item>;
@group(0) @binding(5) var<storage, read_write> forSums: array<Item>;
@group(0) @binding(6) var<storage, read_write> forRecurrent: array<Item>;
@group(0) @binding(7) var<storage, read_write> scratch: array<Item>;

fn keep(line: u32, local: u32, gate: u32, unit: u32, forSum: Item, forRecurrentSum: Item) {
  let column = gate * ITEMS + unit;
  forSums[line * LINE + column] = forSum;
  forRecurrent[line * LINE + column] = forRecurrentSum;
  next[local * LINE + column] = forRecurrentSum;
}

fn retreat(first: u32, local: u32, t: u32, unit: u32) {
  let row = first + local;
  let line = row * TIME + t;
  let at = line * ITEMS + unit;
  let gate = line * LINE + unit;
  let r = gates[gate];
  let z = gates[gate + ITEMS];
  let n = gates[gate + 2u * ITEMS];
  let carried = scratchAt(row, SHARES, unit);
  var forHidden = hiddenGradient(row, at, unit);
  if (t + 1u < TIME) {
    forHidden += scratch[carried];
  }
  scratch[carried] = forHidden * z;
  let forN = forHidden * (1.0 - z) * (1.0 - n * n);
  let forR = forN * recalled[at] * r * (1.0 - r);
  let forZ = forHidden * (earlier[at] - n) * z * (1.0 - z);
  keep(line, local, 0u, unit, forR, forR);
  keep(line, local, 1u, unit, forZ, forZ);
  keep(line, local, 2u, unit, forN, forN * r);
}
