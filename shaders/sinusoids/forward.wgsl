// Embeddings times FACTOR, plus the waves of each position, which repeat with every sequence.

@group(0) @binding(0) var<storage, read> input: array<Item>; // [M, D]
@group(0) @binding(1) var<storage, read> waves: array<Item>; // [T, D]
@group(0) @binding(2) var<storage, read_write> output: array<Item>; // [M, D]

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = linearIndex(group, groups, local);
  if (i < arrayLength(&output)) {
    output[i] = FACTOR * input[i] + waves[i % arrayLength(&waves)];
  }
}
