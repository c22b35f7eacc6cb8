// One token further: i, f, g and o, in PyTorch's order.

fn sumOf(gate: u32, unit: u32) -> f32 {
  return fromInput[gate * WIDTH + unit] + fromHidden[gate * WIDTH + unit];
}

fn advance(unit: u32) {
  let kept = sigmoid(sumOf(1u, unit)) * cell[unit];
  let next = kept + sigmoid(sumOf(0u, unit)) * squash(sumOf(2u, unit));
  cell[unit] = next;
  hidden[unit] = sigmoid(sumOf(3u, unit)) * squash(next);
}
