fn joinBias(feature: u32) {}
