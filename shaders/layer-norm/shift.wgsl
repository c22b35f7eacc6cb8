// The bias of a layer norm; the other kind has none.

@group(0) @binding(4) var<storage, read> bias: array<Item>;

fn shift(i: u32) -> Item {
  return bias[i];
}
