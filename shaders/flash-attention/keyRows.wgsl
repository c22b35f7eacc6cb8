// Brings keys and values from `start` on into shared memory. Past the end the last row is read, which the mask hides.
fn bringKeys(place: Place, start: u32, local: u32) {
  for (var i = local; i < OTHERS * CHUNKS; i += WORKGROUP) {
    let row = min(start + i / CHUNKS, T - 1u);
    firsts[i / CHUNKS][i % CHUNKS] = turnedChunk(place.key, row, i % CHUNKS);
    seconds[i / CHUNKS][i % CHUNKS] = qkvChunk(place.value + row * PACKED, i % CHUNKS);
  }
}
