// The square of max(x, 0). What is not a number stays so, that the page can tell of it.
fn activation(x: Item) -> Item {
  return select(x * x, Item(0.0), x <= Item(0.0));
}

fn activationGradient(x: Item, upstream: Item) -> Item {
  return select(2.0 * x * upstream, Item(0.0), x <= Item(0.0));
}
