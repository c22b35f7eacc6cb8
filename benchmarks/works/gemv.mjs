/**
 * One compressed matrix times one vector, as decoding asks for at every layer: how much of the dense product's time and
 * bytes each way of writing the matrix takes, on WebGPU and on typed arrays.
 */
import { median, spread } from '../statistics.mjs';

const rounds = 5;
/** What one answer may take. */
const turnMs = 100;
const shape = { inputs: 2048, outputs: 512 };
const engine = 'trimtab-gemv';
const dense = 'f32';

export const gemv = {
  id: 'gemv-512-2048',
  summary: `a matrix times a vector, dense and compressed, ${JSON.stringify(shape)}`,
  run({ backend, withEngines }) {
    return withEngines((engines) => measure(engines, backend));
  },
};

/** @param {import('./engines.mjs').Engines} engines */
async function measure({ ask }, wanted) {
  const { adapter, note, ways } = await ask(engine, engine, { kind: 'open', shape });
  const backendOf = ({ form }) => (form === null ? 'arrays' : 'webgpu');
  const admitted = ways
    .filter((way) => wanted === undefined || (wanted === 'webgpu') === (backendOf(way) === 'webgpu'))
    .map((way) => ({ ...way, times: [], bytes: 0 }));
  for (let round = 0; round < rounds; round++) {
    for (const way of admitted) {
      const question = { entrant: way.entrant, form: way.form, turnMs };
      const { ms, bytes } = await ask(engine, engine, { kind: 'time', question });
      way.times.push(ms);
      way.bytes = bytes;
    }
  }
  const rows = [...fastest(admitted).values()];
  return rows.map((row) => {
    const base = rows.find((other) => other.entrant === dense && backendOf(other) === backendOf(row));
    return {
      engine: 'trimtab',
      backend: backendOf(row),
      ...(row.form !== null && { adapter, form: row.form }),
      product: row.entrant,
      ...shape,
      ...spread(row.times),
      bytes: row.bytes,
      shareOfDenseMs: Number((median(row.times) / median(base.times)).toFixed(3)),
      shareOfDenseBytes: Number((row.bytes / base.bytes).toFixed(4)),
      note: row.form === null ? 'loops over typed arrays' : `${note}; the fastest of the forms`,
    };
  });
}

/** Of the forms of each entrant, by the median. */
function fastest(ways) {
  const best = new Map();
  for (const way of ways) {
    const key = `${way.entrant} ${way.form === null}`;
    const known = best.get(key);
    if (!known || median(way.times) < median(known.times)) best.set(key, way);
  }
  return best;
}
