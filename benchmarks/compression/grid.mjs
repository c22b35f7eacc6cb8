/** The recipes of the compression experiment: every one-shot method at several strengths, what they do together, and training. */

/** @typedef {{ series: string, at: string, recipe: object }} Row a line of a table, and its column */

const perMatrix = { granularity: 'tensor' };
const perRow = { granularity: 'row' };
const perGroup = { granularity: 'group', group: 32 };

/** @returns {Row} */
const row = (series, at, ...passes) => ({ series, at, recipe: { passes } });

const bits = (series, widths, pass) => widths.map((b) => row(series, `${b} bits`, { ...pass, bits: b }));
const sparse = (series, pass) =>
  [0.3, 0.5, 0.6, 0.7, 0.8].map((s) => row(series, `${Math.round(100 * s)} %`, { ...pass, sparsity: s }));
const kept = (series, method) =>
  [0.9, 0.75, 0.5, 0.25].map((fraction) => row(series, `${Math.round(100 * fraction)} %`, { method, fraction }));

const all = [8, 6, 5, 4, 3, 2];
const few = [4, 3, 2];

export const quantisation = [
  ...bits('rtn, per matrix', all, { method: 'rtn', ...perMatrix }),
  ...bits('rtn, per row', all, { method: 'rtn', ...perRow }),
  ...bits('rtn, group 32', all, { method: 'rtn', ...perGroup }),
  ...bits('hqq, group 32', few, { method: 'hqq', ...perGroup }),
  ...bits('awq, group 32', few, { method: 'awq', ...perGroup }),
  ...bits('gptq, per row', few, { method: 'gptq', ...perRow }),
  ...bits('gptq, group 32', few, { method: 'gptq', ...perGroup }),
];

export const otherGrids = [
  row('nf4', 'group 64', { method: 'nf4' }),
  row('ternary', 'per matrix', { method: 'ternary' }),
  ...[16, 8, 4].map((entries) => row('codebook', `${entries} entries`, { method: 'codebook', entries })),
];

export const sparsity = [
  ...sparse('random', { method: 'random' }),
  ...sparse('magnitude, each matrix', { method: 'magnitude' }),
  ...sparse('magnitude, whole model', { method: 'magnitude', scope: 'global' }),
  ...sparse('wanda', { method: 'wanda' }),
  ...sparse('sparse-gpt', { method: 'sparse-gpt' }),
  ...['magnitude', 'wanda', 'sparse-gpt'].map((method) =>
    row(method === 'magnitude' ? 'magnitude, each matrix' : method, '2:4', { method, sparsity: 0.5, pattern: '2:4' }),
  ),
];

export const lowRank = [...kept('svd', 'svd'), ...kept('whitened-svd', 'whitened-svd')];

const gptq = (b, grouping = perRow) => ({ method: 'gptq', bits: b, ...grouping });
const group = (size) => ({ granularity: 'group', group: size });

/** When a file is to be small, everything else counts too: here tables are int8. */
export const together = [
  ['gptq 4 bits', 'per row', gptq(4)],
  ['gptq 3 bits', 'per row', gptq(3)],
  ['gptq 3 bits', 'group 64', gptq(3, group(64))],
  ['gptq 2 bits', 'per row', gptq(2)],
  ['gptq 2 bits', 'group 128', gptq(2, group(128))],
  ['gptq 2 bits', 'group 64', gptq(2, group(64))],
  ['gptq 2 bits, largest inputs first', 'group 64', { ...gptq(2, group(64)), actOrder: true }],
  ['sparse-gpt 30 % → gptq 3 bits', 'per row', { method: 'sparse-gpt', sparsity: 0.3 }, gptq(3)],
  ['sparse-gpt 50 % → gptq 3 bits', 'per row', { method: 'sparse-gpt', sparsity: 0.5 }, gptq(3)],
  ['whitened-svd 75 % → gptq 3 bits', 'per row', { method: 'whitened-svd', fraction: 0.75 }, gptq(3)],
  ['whitened-svd 50 % → gptq 4 bits', 'per row', { method: 'whitened-svd', fraction: 0.5 }, gptq(4)],
  [
    'sparse-gpt 30 % → codebook',
    '8 entries',
    { method: 'sparse-gpt', sparsity: 0.3 },
    { method: 'codebook', entries: 8 },
  ],
  // Levels over the range of a whole matrix are used unevenly, which a Huffman code makes use of.
  ...[5, 4, 3].map((b) => [
    `gptq ${b} bits → codebook`,
    `per matrix, ${2 ** b} entries`,
    gptq(b, perMatrix),
    { method: 'codebook', entries: 2 ** b },
  ]),
  [
    'whitened-svd 75 % → gptq 4 bits → codebook',
    'per matrix, 16 entries',
    { method: 'whitened-svd', fraction: 0.75 },
    gptq(4, perMatrix),
    { method: 'codebook', entries: 16 },
  ],
].map(([series, at, ...passes]) => ({ series, at, recipe: { passes, rest: 'int8' } }));

const retrained = { method: 'retrain', steps: 200, learningRate: 1e-3 };

/** Training that goes on after a cut, or with rounded weights. The first row is the same training of the model as it is. */
export const training = [
  row('retrain alone', '200 steps', retrained),
  row('magnitude 50 % → retrain', '200 steps', { method: 'magnitude', sparsity: 0.5 }, retrained),
  row('qat 2 bits, per row', '300 steps', { method: 'qat', bits: 2, steps: 300, learningRate: 2e-3 }),
  {
    series: 'whitened-svd 50 % → qat 2 bits, per row',
    at: '300 steps',
    recipe: {
      passes: [
        { method: 'whitened-svd', fraction: 0.5 },
        { method: 'qat', bits: 2, steps: 300, learningRate: 3e-3 },
      ],
      rest: 'int8',
    },
  },
  row(
    'magnitude 50 % → retrain, distilled',
    '200 steps',
    { method: 'magnitude', sparsity: 0.5 },
    { ...retrained, teacher: 'original' },
  ),
];

const shares = [0.5, 0.8];
const percentOf = (share) => `${Math.round(100 * share)} %`;

/** Weights that go while the model trains, and such that went before it. Each has what plain magnitude leaves at the same strength. */
export const whileTraining = [
  ...shares.flatMap((share) => [
    row(`magnitude ${percentOf(share)} → retrain`, '500 steps', { method: 'magnitude', sparsity: share }, of500()),
    row(`gradual ${percentOf(share)}`, '500 steps', { method: 'gradual', sparsity: share, ...cutsOf500() }),
    row(`movement ${percentOf(share)}`, '500 steps', { method: 'movement', sparsity: share, ...cutsOf500() }),
    ...['initial', 'random', 'current'].map((rewindTo) =>
      row(`lottery ${percentOf(share)}, ${rewindTo}`, '2000 steps', {
        method: 'lottery',
        share,
        rewindTo,
        steps: 2000,
      }),
    ),
  ]),
  row('gradual 2:4', '500 steps', { method: 'gradual', sparsity: 0.5, pattern: '2:4', ...cutsOf500() }),
  ...['wanda', 'sparse-gpt'].flatMap((method) => [
    row(`${method} 50 % → retrain`, '200 steps', { method, sparsity: 0.5 }, retrained),
    row(`${method} 2:4 → retrain`, '200 steps', { method, sparsity: 0.5, pattern: '2:4' }, retrained),
  ]),
];

function of500() {
  return { ...retrained, steps: 500 };
}

/** The last cut comes after three fifths of the steps. */
function cutsOf500() {
  return { steps: 500, interval: 10, cuts: 30, learningRate: 1e-3 };
}

const learned = { method: 'qat', steps: 300, learningRate: 2e-3 };
const taught = { teacher: 'original' };

/** Levels that are learned, and written in a Huffman code as they are used unevenly. */
export const learnedLevels = [
  row('qat 3 bits, per row', '300 steps', { ...learned, bits: 3 }),
  row('qat 2 bits, per row, distilled', '300 steps', { ...learned, bits: 2, ...taught }),
  row('qat ternary, per row', '300 steps', { ...learned, levels: 'ternary', ...perRow }),
  row('qat ternary, per row, distilled', '300 steps', { ...learned, levels: 'ternary', ...perRow, ...taught }),
  row('qat binary, per row', '300 steps', { ...learned, levels: 'binary', ...perRow }),
  ...[3, 2].map((b) =>
    row(
      `qat ${b} bits → codebook`,
      `per matrix, ${2 ** b} entries`,
      { ...learned, bits: b, ...perMatrix },
      { method: 'codebook', entries: 2 ** b },
    ),
  ),
];

/** As many bits on the whole as GPTQ per row has everywhere, dealt out by what each matrix minds. */
export const mixedPrecision = ['estimated', 'measured'].flatMap((by) =>
  [4, 3, 2.5].map((averageBits) =>
    row(`mixed, ${by}`, `${averageBits} bits`, { method: 'mixed', averageBits, by, ...perRow }),
  ),
);

const w8 = { method: 'rtn', bits: 8, granularity: 'row', symmetric: true };
/** As large as in models of billions of parameters: a small one has none of its own. */
const injected = { method: 'outliers', channels: 4, size: 60 };
const smooth = { method: 'smooth-quant' };

/** Weights and activations at 8 bits, with and without outliers. */
export const eightBits = ['token', 'tensor'].flatMap((per) => {
  const w8a8 = [{ method: 'activations', bits: 8, per }, w8];
  return [
    row('W8A8', `per ${per}`, ...w8a8),
    row('smooth-quant → W8A8', `per ${per}`, smooth, ...w8a8),
    row('outliers → W8A8', `per ${per}`, injected, ...w8a8),
    row('outliers → smooth-quant → W8A8', `per ${per}`, injected, smooth, ...w8a8),
  ];
});

const long = (levels, more = {}) => ({ method: 'qat', ...levels, ...perRow, steps: 3000, learningRate: 4e-3, ...more });
const ternary = { levels: 'ternary' };
const binary = { levels: 'binary' };
const shared = (layers) => ({ method: 'cross-layer', together: layers });

/**
 * What could make a file a tenth of f16, 123 kB of which 41 are no matrices: few bits for few numbers, and long training. The
 * control trains the model itself as long.
 */
export const tenfold = [
  ['retrain alone', '3000 steps', { ...retrained, steps: 3000, learningRate: 4e-3 }],
  ['two layers shared → qat ternary', '3000 steps', shared(2), long(ternary)],
  ['qat binary', '3000 steps', long(binary)],
  ['qat binary, distilled', '3000 steps', long(binary, taught)],
  ['two layers shared → qat ternary, distilled', '3000 steps', shared(2), long(ternary, taught)],
  ['all layers shared → qat 3 bits', '3000 steps', shared(0), long({ bits: 3, symmetric: true })],
  ['whitened-svd 50 % → qat 2 bits', '3000 steps', { method: 'whitened-svd', fraction: 0.5 }, long({ bits: 2 })],
  [
    'magnitude 80 % → retrain → codebook',
    '3000 steps, 8 entries',
    { method: 'magnitude', sparsity: 0.8 },
    { ...retrained, steps: 3000, learningRate: 4e-3 },
    { method: 'codebook', entries: 8 },
  ],
].map(([series, at, ...passes]) => ({ series, at, recipe: { passes, rest: 'int8' } }));

export const sections = {
  quantisation,
  otherGrids,
  sparsity,
  lowRank,
  together,
  training,
  whileTraining,
  learnedLevels,
  mixedPrecision,
  eightBits,
  tenfold,
};
