// GELU in the tanh form of GPT-2 is x * gate(x) with gate(x) = sigmoid(2u), u = sqrt(2/pi) * (x + 0.044715 x^3). No tanh,
// which overflows to NaN on some drivers, and exp only of what is between -87 and 0.
const SLOPE = 1.5957691216057308;
const CUBIC = 0.07135481627260025;

// Beyond, the gate is 0 or 1; a square of what is much larger would be infinite.
fn nearZero(x: Item) -> Item {
  return clamp(x, Item(-100.0), Item(100.0));
}

fn gate(x: Item) -> Item {
  let near = nearZero(x);
  let doubled = near * (SLOPE + CUBIC * near * near);
  let small = exp(-min(abs(doubled), Item(87.0)));
  return select(Item(1.0), small, doubled < Item(0.0)) / (1.0 + small);
}

fn activation(x: Item) -> Item {
  return x * gate(x);
}

// d(x * s)/dx = s + x * s * (1 - s) * (2u)'. The gate is computed anew: cheaper than keeping it.
fn activationGradient(input: Item, upstream: Item) -> Item {
  let x = nearZero(input);
  let s = gate(x);
  return upstream * (s + x * s * (1.0 - s) * (SLOPE + 3.0 * CUBIC * x * x));
}
