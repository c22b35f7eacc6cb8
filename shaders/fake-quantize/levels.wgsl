// The nearest level of a weight, as `fakeQuantized` in domain/compression/quantizers has it. RULE: 0 asymmetric,
// 1 symmetric, 2 ternary, 3 binary. LARGEST is the largest code.

// What is known of the weights that share a scale; zero is always among them.
struct Extent {
  low: f32,
  high: f32,
  size: f32,
}

fn seen(extent: Extent, weight: f32) -> Extent {
  return Extent(min(extent.low, weight), max(extent.high, weight), extent.size + abs(weight));
}

// To the even neighbour, as files hold it. In whole numbers: a device may round a conversion either way.
fn toF16(x: f32) -> f32 {
  // Below 2^-14 steps are 2^-24.
  let tiny = round(x * 16777216.0) / 16777216.0;
  let bits = bitcast<u32>(x);
  let rounded = bitcast<f32>((bits + 0xfffu + ((bits >> 13u) & 1u)) & 0xffffe000u);
  return select(rounded, tiny, x < 6.103515625e-5);
}

struct Grid {
  scale: f32,
  zero: f32,
}

fn gridOf(extent: Extent, count: f32) -> Grid {
  if (RULE == 1u) {
    let middle = (LARGEST + 1.0) / 2.0;
    return Grid(toF16(max(-extent.low, extent.high) / (middle - 1.0)), middle);
  }
  if (RULE == 2u) {
    return Grid(toF16(extent.size / count), 1.0);
  }
  if (RULE == 3u) {
    return Grid(toF16(2.0 * extent.size / count), 0.5);
  }
  let scale = toF16((extent.high - extent.low) / LARGEST);
  return Grid(scale, select(min(LARGEST, round(-extent.low / scale)), 0.0, scale == 0.0));
}

fn levelOf(weight: f32, grid: Grid) -> f32 {
  if (grid.scale == 0.0) {
    return 0.0;
  }
  if (RULE == 3u) {
    return select(-0.5, 0.5, weight >= 0.0) * grid.scale;
  }
  let code = clamp(round(weight / grid.scale) + grid.zero, 0.0, LARGEST);
  return grid.scale * (code - grid.zero);
}
