// Norms of every tensor from the sums of squares that an update has left row by row. One workgroup per tensor; the order of
// additions is fixed.

@group(0) @binding(0) var<storage, read> squares: array<f32>;
// First row of each tensor and the row after its last. Small whole numbers, exact as floats.
@group(0) @binding(1) var<storage, read> rows: array<vec2f>;
// Of each tensor: gradient, parameter, update.
@group(0) @binding(2) var<storage, read_write> norms: array<f32>;

var<workgroup> sums: array<f32, 192>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  // The last row of a folded grid may reach beyond the tensors; it repeats the last one's work and writes nothing.
  let tensor = group.y * groups.x + group.x;
  let first = u32(rows[min(tensor, arrayLength(&rows) - 1u)].x);
  let end = u32(rows[min(tensor, arrayLength(&rows) - 1u)].y);
  var sum = vec3f(0.0);
  for (var row = first + local; row < end; row += WORKGROUP) {
    sum += vec3f(squares[3u * row], squares[3u * row + 1u], squares[3u * row + 2u]);
  }
  sums[local] = sum.x;
  sums[WORKGROUP + local] = sum.y;
  sums[2u * WORKGROUP + local] = sum.z;
  workgroupBarrier();
  let at = 3u * tensor + local;
  if (local < 3u && at < arrayLength(&norms)) {
    var total = 0.0;
    for (var k = 0u; k < WORKGROUP; k++) {
      total += sums[local * WORKGROUP + k];
    }
    norms[at] = sqrt(total);
  }
}
