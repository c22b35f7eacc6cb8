// Norms of every tensor from the sums of squares that an update has left row by row. One workgroup per tensor, and so few
// that their barrier costs nothing; the order of additions is fixed.

@group(0) @binding(0) var<storage, read> squares: array<f32>;
// First row of each tensor and the row after its last. Whole numbers below 2^24, exact as floats.
@group(0) @binding(1) var<storage, read> rows: array<vec2f>;
// Of each tensor: gradient, parameter, update.
@group(0) @binding(2) var<storage, read_write> norms: array<f32>;

const THREADS = 64u;
var<workgroup> sums: array<f32, 192>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let tensor = group.x;
  let end = u32(rows[tensor].y);
  var sum = vec3f(0.0);
  for (var row = u32(rows[tensor].x) + local; row < end; row += THREADS) {
    sum += vec3f(squares[3u * row], squares[3u * row + 1u], squares[3u * row + 2u]);
  }
  sums[local] = sum.x;
  sums[THREADS + local] = sum.y;
  sums[2u * THREADS + local] = sum.z;
  workgroupBarrier();
  if (local < 3u) {
    var total = 0.0;
    for (var k = 0u; k < THREADS; k++) {
      total += sums[local * THREADS + k];
    }
    norms[3u * tensor + local] = sqrt(total);
  }
}
