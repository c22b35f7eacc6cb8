// Sums of squares over a workgroup, into its row of `squares`. Each sum is one invocation's, in the order of the elements:
// one barrier instead of a tree of six, and the same result every time.
var<workgroup> terms: array<f32, 192>;

fn addSquares(row: u32, local: u32, g: f32, p: f32, difference: f32) {
  terms[local] = g * g;
  terms[WORKGROUP + local] = p * p;
  terms[2u * WORKGROUP + local] = difference * difference;
  workgroupBarrier();
  let at = 3u * row + local;
  if (local < 3u && at < arrayLength(&squares)) {
    var sum = 0.0;
    for (var k = 0u; k < WORKGROUP; k++) {
      sum += terms[local * WORKGROUP + k];
    }
    squares[at] = sum;
  }
}
