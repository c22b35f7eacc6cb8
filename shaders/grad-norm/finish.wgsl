// Joins the partial sums of all tensors: norm, clip factor as torch.nn.utils.clip_grad_norm_ has it, and how many gradient
// elements were not finite. A loss that is not finite counts as one: `max` may drop what is not a number on the way back, and
// leave a gradient that looks sound. One workgroup; outside recurrence, the only barrier of the training step.

@group(0) @binding(0) var<storage, read> partials: array<vec2f>;
// The largest norm allowed; 0 turns clipping off.
@group(0) @binding(1) var<storage, read> limit: array<f32>;
struct Clip {
  norm: f32,
  factor: f32,
  nonFinite: f32,
}
// The bits of the loss.
@group(0) @binding(2) var<storage, read> loss: array<u32>;
@group(0) @binding(3) var<storage, read_write> clip: Clip;

const THREADS = 256u;
var<workgroup> sums: array<vec2f, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) local: u32) {
  var sum = vec2f(0.0);
  for (var i = local; i < arrayLength(&partials); i += THREADS) {
    sum += partials[i];
  }
  sums[local] = sum;
  workgroupBarrier();
  if (local == 0u) {
    var total = vec2f(0.0);
    for (var i = 0u; i < THREADS; i++) {
      total += sums[i];
    }
    // Finite gradients whose squares overflow count as one.
    let unsound = isNonFinite(bitcast<u32>(total.x)) || isNonFinite(loss[0]);
    let nonFinite = max(total.y, select(0.0, 1.0, unsound));
    let norm = sqrt(total.x);
    let clipped = select(1.0, min(1.0, limit[0] / (norm + 1e-6)), limit[0] > 0.0);
    clip = Clip(norm, select(clipped, 0.0, nonFinite > 0.0), nonFinite);
  }
}
