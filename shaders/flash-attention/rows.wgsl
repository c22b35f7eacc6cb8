// What the kernels with one row per invocation share. A workgroup owns consecutive rows of one head; the rows of the other
// side pass through shared memory, OTHERS at a time.

const BLOCKS = (T + WORKGROUP - 1u) / WORKGROUP;

var<workgroup> firsts: array<array<vec4f, CHUNKS>, OTHERS>;
var<workgroup> seconds: array<array<vec4f, CHUNKS>, OTHERS>;

// First row of the workgroup. The last block comes first: it sees most keys and takes longest.
fn firstRowOf(group: u32) -> u32 {
  return (BLOCKS - 1u - group % BLOCKS) * WORKGROUP;
}

fn placeOfHead(group: u32) -> Place {
  return placeAt(group / BLOCKS, 0u);
}

// Products of a row with four consecutive ones of the other side.
fn dotsFirst(other: u32, c: u32, own: vec4f) -> vec4f {
  return vec4f(
    dot(own, firsts[other][c]),
    dot(own, firsts[other + 1u][c]),
    dot(own, firsts[other + 2u][c]),
    dot(own, firsts[other + 3u][c]),
  );
}

fn dotsSecond(other: u32, c: u32, own: vec4f) -> vec4f {
  return vec4f(
    dot(own, seconds[other][c]),
    dot(own, seconds[other + 1u][c]),
    dot(own, seconds[other + 2u][c]),
    dot(own, seconds[other + 3u][c]),
  );
}

// Sums of four consecutive rows of the other side, weighted.
fn sumFirst(other: u32, c: u32, weights: vec4f) -> vec4f {
  return weights.x * firsts[other][c] + weights.y * firsts[other + 1u][c]
    + weights.z * firsts[other + 2u][c] + weights.w * firsts[other + 3u][c];
}

fn sumSecond(other: u32, c: u32, weights: vec4f) -> vec4f {
  return weights.x * seconds[other][c] + weights.y * seconds[other + 1u][c]
    + weights.z * seconds[other + 2u][c] + weights.w * seconds[other + 3u][c];
}
