// What a GRU layer does with a sum and with a unit; the walk through time is common/recurrent/gatedForward.wgsl. The reset
// gate acts on the recurrent part of the candidate alone, so that part is kept apart from the input's.

// The sums that come from the input; becomes r, z and n after their nonlinearity. [B, T, 3, H]
@group(0) @binding(0) var<storage, read_write> gates: array<Item>;
@group(0) @binding(1) var<storage, read> weightHidden: array<Item>;
@group(0) @binding(2) var<storage, read> biasHidden: array<Item>;
// What the last hidden states contribute to n, before the reset gate. [B, T, H]
@group(0) @binding(3) var<storage, read_write> recalled: array<Item>;
@group(0) @binding(4) var<storage, read_write> hiddens: array<Item>;
@group(0) @binding(5) var<storage, read_write> earlier: array<Item>;

const CANDIDATE = 2u;

fn openGate(line: u32, column: u32, recurrent: Item) {
  let sum = recurrent + biasHidden[column];
  if (column / ITEMS == CANDIDATE) {
    recalled[line * ITEMS + column - CANDIDATE * ITEMS] = sum;
  } else {
    let at = line * LINE + column;
    gates[at] = sigmoid(gates[at] + sum);
  }
}

fn advance(row: u32, t: u32, unit: u32) -> Item {
  let line = row * TIME + t;
  let at = line * ITEMS + unit;
  let gate = line * LINE + unit;
  let candidate = gate + CANDIDATE * ITEMS;
  let z = gates[gate + ITEMS];
  let n = squash(gates[candidate] + gates[gate] * recalled[at]);
  gates[candidate] = n;
  var hidden = (1.0 - z) * n;
  if (t > 0u) {
    hidden += z * hiddens[at - ITEMS];
  }
  keepHidden(at, t, hidden);
  return hidden;
}
