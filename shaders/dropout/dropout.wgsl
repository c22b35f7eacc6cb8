// Inverted dropout (Srivastava et al. 2014): an element is dropped where its random number is below the rate, the others
// are scaled up. The mask is a function of (seed, stream, element), so the backward pass is this kernel on the gradient.

struct Control {
  seed: u32,
  stream: u32,
  rate: f32,
  scale: f32,
}

@group(0) @binding(0) var<storage, read> control: Control;
@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = linearIndex(group, groups, local);
  if (i >= arrayLength(&output)) {
    return;
  }
  let dropped = uniform01(control.seed, control.stream, i) < control.rate;
  output[i] = select(input[i] * control.scale, 0.0, dropped);
}
