// One workgroup for a matrix whose weights all share one scale.
@group(0) @binding(0) var<storage, read> weights: array<f32>;
@group(0) @binding(1) var<storage, read_write> rounded: array<f32>;

const THREADS = 256u;
var<workgroup> extents: array<Extent, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) local: u32) {
  let length = arrayLength(&rounded);
  var own = Extent(0.0, 0.0, 0.0);
  for (var i = local; i < length; i += THREADS) {
    own = seen(own, weights[i]);
  }
  extents[local] = own;
  workgroupBarrier();
  var extent = Extent(0.0, 0.0, 0.0);
  for (var i = 0u; i < THREADS; i++) {
    let other = extents[i];
    extent = Extent(min(extent.low, other.low), max(extent.high, other.high), extent.size + other.size);
  }
  let grid = gridOf(extent, f32(length));
  for (var i = local; i < length; i += THREADS) {
    rounded[i] = levelOf(weights[i], grid);
  }
}
