fn shift(i: u32) -> Item {
  return Item();
}
