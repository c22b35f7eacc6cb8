// What the kernels share in which a workgroup is a subgroup. It owns 4 * LANES consecutive rows of one head, four an
// invocation. Of four rows of the other side each invocation reads a share of the chunks, in the order in which they lie in
// memory, and broadcasts give them to the others: every number is read once and not once for each invocation. To be
// unrolled: who speaks in a broadcast must be a constant.

const BLOCKS = (TILES + LANES - 1u) / LANES;

// First row of the workgroup. The last block comes first: it sees most keys and takes longest.
fn firstRowOf(group: u32) -> u32 {
  return (BLOCKS - 1u - group % BLOCKS) * 4u * LANES;
}

// Which of four rows from `row` on a chunk is of that is number n of theirs. Past the end the last row is read, which the
// mask hides.
fn rowOf(row: u32, n: u32) -> u32 {
  return min(row + n / CHUNKS, T - 1u);
}

// Written out: compilers take their time over `transpose` of a matrix that was just put together.
fn turned(tile: mat4x4f) -> mat4x4f {
  return mat4x4f(
    vec4f(tile[0].x, tile[1].x, tile[2].x, tile[3].x),
    vec4f(tile[0].y, tile[1].y, tile[2].y, tile[3].y),
    vec4f(tile[0].z, tile[1].z, tile[2].z, tile[3].z),
    vec4f(tile[0].w, tile[1].w, tile[2].w, tile[3].w),
  );
}
