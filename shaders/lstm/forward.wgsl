// What an LSTM layer does with a sum and with a unit; the walk through time is common/recurrent/gatedForward.wgsl.

// The sums that come from the input; becomes the gates after their nonlinearity. [B, T, 4, H]
@group(0) @binding(0) var<storage, read_write> gates: array<Item>;
@group(0) @binding(1) var<storage, read> weightHidden: array<Item>;
@group(0) @binding(2) var<storage, read_write> cells: array<Item>;
@group(0) @binding(3) var<storage, read_write> hiddens: array<Item>;
@group(0) @binding(4) var<storage, read_write> earlier: array<Item>;

const CELL_GATE = 2u;

fn openGate(line: u32, column: u32, recurrent: Item) {
  let at = line * LINE + column;
  let sum = gates[at] + recurrent;
  if (column / ITEMS == CELL_GATE) {
    gates[at] = squash(sum);
  } else {
    gates[at] = sigmoid(sum);
  }
}

fn advance(row: u32, t: u32, unit: u32) -> Item {
  let line = row * TIME + t;
  let gate = line * LINE + unit;
  let at = line * ITEMS + unit;
  var cell = gates[gate] * gates[gate + CELL_GATE * ITEMS];
  if (t > 0u) {
    cell += gates[gate + ITEMS] * cells[at - ITEMS];
  }
  let hidden = gates[gate + 3u * ITEMS] * squash(cell);
  cells[at] = cell;
  keepHidden(at, t, hidden);
  return hidden;
}
