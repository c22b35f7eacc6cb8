// A token as the levels that it is rounded to, times their step: for matrices that no kernel for whole numbers reads.

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32) {
  let inputs = arrayLength(&x);
  let rowStep = stepOf(0u, inputs, local);
  for (var input = local; input < inputs; input += WORKGROUP) {
    rounded[input] = rowStep * levelOf(x[input], rowStep);
  }
}
