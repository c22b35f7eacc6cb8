// The nonlinearities of recurrent layers. exp only of what is between -87 and 0. No builtin tanh, which is NaN for large
// arguments on some drivers, but 2 * sigmoid(2x) - 1, and near 0, where that difference loses digits, the series.
fn sigmoid(x: Item) -> Item {
  let small = exp(-min(abs(x), Item(87.0)));
  return select(Item(1.0), small, x < Item(0.0)) / (1.0 + small);
}

fn squash(x: Item) -> Item {
  let near = clamp(x, Item(-1.0), Item(1.0));
  let square = near * near;
  var series = 62.0 / 2835.0 * square - 17.0 / 315.0;
  series = series * square + 2.0 / 15.0;
  series = series * square - 1.0 / 3.0;
  series = series * square * near + near;
  return select(2.0 * sigmoid(2.0 * x) - 1.0, series, abs(x) < Item(0.25));
}
