// What lies in shared memory is what lies in storage.

alias Held = vec4f;

fn raised(gradients: mat4x4f) -> mat4x4f {
  return gradients;
}

fn lowered(sums: mat4x4f) -> mat4x4f {
  return sums;
}

fn loweredLine(sums: vec4f) -> vec4f {
  return sums;
}
