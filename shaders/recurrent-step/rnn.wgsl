// One token further without gates: the hidden state is the squashed sum.

fn advance(unit: u32) {
  hidden[unit] = squash(fromInput[unit] + fromHidden[unit]);
}
