// One token further: r, z and the candidate n, whose recurrent part alone passes the reset gate.

fn advance(unit: u32) {
  let r = sigmoid(fromInput[unit] + fromHidden[unit]);
  let z = sigmoid(fromInput[WIDTH + unit] + fromHidden[WIDTH + unit]);
  let n = squash(fromInput[2u * WIDTH + unit] + r * fromHidden[2u * WIDTH + unit]);
  hidden[unit] = (1.0 - z) * n + z * hidden[unit];
}
