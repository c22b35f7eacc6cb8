// The step of a row is its largest size over the number of levels on either side of zero. To be called in uniform control
// flow.

var<workgroup> peaks: array<f32, WORKGROUP>;

// So that a row of zeros divides by something; far below any activation.
const SMALLEST_STEP = 1e-30;

fn stepOf(row: u32, inputs: u32, local: u32) -> f32 {
  var peak = 0.0;
  for (var input = local; input < inputs; input += WORKGROUP) {
    peak = max(peak, abs(scaledInput(row, inputs, input)));
  }
  peaks[local] = peak;
  workgroupBarrier();
  for (var i = 0u; i < WORKGROUP; i++) {
    peak = max(peak, peaks[i]);
  }
  return max(peak / LEVELS, SMALLEST_STEP);
}
