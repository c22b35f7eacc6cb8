// Gradient of the sum of a unit at one step; the walk back through time is common/recurrent/backward.wgsl.

@group(0) @binding(0) var<storage, read> hiddens: array<Item>;
@group(0) @binding(1) var<storage, read> weightHidden: array<Item>;
@group(0) @binding(2) var<storage, read> upstream: array<Item>;
@group(0) @binding(3) var<storage, read_write> forSums: array<Item>;
@group(0) @binding(4) var<storage, read_write> scratch: array<Item>;

fn retreat(first: u32, local: u32, t: u32, unit: u32) {
  let row = first + local;
  let at = (row * TIME + t) * ITEMS + unit;
  let hidden = hiddens[at];
  let gradient = hiddenGradient(row, at, unit) * (1.0 - hidden * hidden);
  forSums[at] = gradient;
  next[local * LINE + unit] = gradient;
}
