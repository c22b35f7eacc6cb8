/** What the fake engine shows of its model: two matrices with weights on paper. */
import { finish } from '../../src/domain/compression/contract.ts';
import { groupCount, groupRange } from '../../src/domain/compression/encodings/groups.ts';
import { groupOf } from '../../src/domain/compression/quantizers/params.ts';
import { clipCurve } from '../../src/domain/compression/seeing/clipCurve.ts';
import { histogramOf } from '../../src/domain/compression/seeing/histogram.ts';
import { gaussian } from '../../src/domain/core/random.ts';
import type { Emit, Handlers } from '../../src/protocol/protocol.ts';
import type { MatrixFacts } from '../../src/protocol/seeing.ts';

export const fakeMatrices: readonly MatrixFacts[] = [
  { name: 'transformer.h.0.attn.c_attn.weight', rows: 12, columns: 64 },
  { name: 'transformer.h.0.mlp.c_fc.weight', rows: 16, columns: 64 },
];

const factsOf = (name: string): MatrixFacts => {
  const facts = fakeMatrices.find((matrix) => matrix.name === name);
  if (!facts) throw new Error(`fakeSeeing: no matrix ${name}`);
  return facts;
};

/** Every fourth weight of a variant is zero. */
const valuesOf = ({ rows, columns }: MatrixFacts, pruned: boolean): Float32Array =>
  Float32Array.from({ length: rows * columns }, (_, i) => (pruned && i % 4 === 3 ? 0 : 0.1 * gaussian(1, 30, i)));

type SeeingHandlers = Pick<Handlers, 'see.matrices' | 'see.matrix' | 'see.clip' | 'see.layers' | 'see.cancel'>;

export const fakeSeeing = (emit: Emit): SeeingHandlers => ({
  'see.matrices': async () => fakeMatrices,
  'see.matrix': async ({ name, variantId }) => {
    const facts = factsOf(name);
    return { ...facts, step: 0, values: valuesOf(facts, variantId !== null) };
  },
  'see.clip': async ({ name, choice, granularity, ...request }) => {
    const { rows, columns } = factsOf(name);
    const matrix = { rows, columns, values: valuesOf(factsOf(name), false) };
    const group = groupOf({ granularity, group: request.group }, matrix);
    const groups = groupCount({ rows, columns, group });
    const index = Math.min(groups - 1, request.index);
    const histogram = histogramOf(matrix.values, 20);
    return {
      ...finish(clipCurve(matrix, { choice, group, index })),
      step: 0,
      rows,
      columns,
      groups,
      index,
      histogram,
      groupHistogram: histogramOf(matrix.values, 20, groupRange({ rows, columns, group }, index), histogram),
    };
  },
  'see.layers': async ({ runId }) => {
    emit('see.progress', { runId, share: 0.5 });
    return {
      tokens: 64,
      layers: fakeMatrices.map(({ name }, i) => ({ name, own: 0.1, accumulated: 0.1 + 0.1 * i })),
    };
  },
  'see.cancel': async () => null,
});
