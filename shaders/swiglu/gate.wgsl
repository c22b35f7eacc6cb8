// The logistic function; exp only of what is between -87 and 0.
fn gate(x: Item) -> Item {
  let small = exp(-min(abs(x), Item(87.0)));
  return select(Item(1.0), small, x < Item(0.0)) / (1.0 + small);
}

// Items in a row of the output before item i are half of those in the input.
fn gateAt(i: u32) -> u32 {
  return i + i / ITEMS * ITEMS;
}
