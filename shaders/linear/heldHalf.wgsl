// Shared memory holds both factors as numbers of 16 bits: half the memory and half of what is read from it. They are
// multiplied and added up as numbers of 32 bits, which hold every product of two such numbers exactly. Gradients are
// often smaller than 16 bits can say; they are raised by a power of two, and their sums are lowered by it.

alias Held = vec4<f16>;

fn raised(gradients: mat4x4f) -> mat4x4f {
  return f32(RAISED) * gradients;
}

fn lowered(sums: mat4x4f) -> mat4x4f {
  return 1.0 / f32(RAISED) * sums;
}

fn loweredLine(sums: vec4f) -> vec4f {
  return 1.0 / f32(RAISED) * sums;
}
