/** How wrong the outputs of a matrix are: by its own fault, and with what its inputs had already suffered. */
export interface LayerInputs {
  readonly tokens: number;
  /** Row-major [tokens, columns]: x of the original model. */
  readonly inputs: Float32Array;
  /** x̂ of the compressed one. */
  readonly changedInputs: Float32Array;
  readonly original: Multiplier;
  readonly changed: Multiplier;
}

type Multiplier = (x: Float32Array) => Float64Array;

export interface OutputErrors {
  /** ‖Ŵx − Wx‖ / ‖Wx‖ */
  readonly own: number;
  /** ‖Ŵx̂ − Wx‖ / ‖Wx‖ */
  readonly accumulated: number;
}

/**
 * Yields after every token. Norms are over all tokens together; where the original puts out nothing, errors are 0 or
 * infinite. Biases are left out on both sides.
 */
export function* outputErrors({
  tokens,
  inputs,
  changedInputs,
  original,
  changed,
}: LayerInputs): Generator<number, OutputErrors> {
  const columns = inputs.length / tokens;
  let size = 0;
  let own = 0;
  let accumulated = 0;
  for (let token = 0; token < tokens; token++) {
    const x = inputs.subarray(token * columns, (token + 1) * columns);
    const right = original(x);
    size += squares(right);
    own += squares(right, changed(x));
    accumulated += squares(right, changed(changedInputs.subarray(token * columns, (token + 1) * columns)));
    yield (token + 1) / tokens;
  }
  return { own: relative(own, size), accumulated: relative(accumulated, size) };
}

const relative = (error: number, size: number): number => (error === 0 ? 0 : Math.sqrt(error / size));

function squares(values: Float64Array, other?: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const difference = (values[i] ?? 0) - (other?.[i] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

/** What a matrix makes of a vector. @param inputsFirst values are [inputs, outputs], else [outputs, inputs] */
export function multiplier(values: Float32Array, inputsFirst: boolean): Multiplier {
  return inputsFirst ? (x) => rowsWeighted(values, x) : (x) => rowProducts(values, x);
}

function rowsWeighted(values: Float32Array, x: Float32Array): Float64Array {
  const result = new Float64Array(values.length / x.length);
  const { length } = result;
  for (let i = 0; i < x.length; i++) {
    const factor = x[i] ?? 0;
    if (factor === 0) continue;
    for (let j = 0; j < length; j++) result[j] = (result[j] ?? 0) + factor * (values[i * length + j] ?? 0);
  }
  return result;
}

function rowProducts(values: Float32Array, x: Float32Array): Float64Array {
  const result = new Float64Array(values.length / x.length);
  for (let j = 0; j < result.length; j++) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += (values[j * x.length + i] ?? 0) * (x[i] ?? 0);
    result[j] = sum;
  }
  return result;
}
