fn lossOf(row: u32) -> f32 {
  return readRow(row).surprise * scale[0];
}
