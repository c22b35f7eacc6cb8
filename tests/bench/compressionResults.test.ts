/**
 * What the literature says of compression, asserted on our own figures (benchmarks/results/compression.json; made by
 * `node benchmarks/compression.mjs`). What does not hold there is told in docs/compression.md.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sections } from '../../benchmarks/compression/grid.mjs';
import { root } from '../architecture/sources.ts';

interface Row {
  readonly section: string;
  readonly series: string;
  readonly at: string;
  readonly recipe: object;
  readonly valLossNats: number;
  readonly fileBytes: number;
  readonly bitsPerWeight: number;
}

interface Results {
  readonly model: { readonly valLossNats: number; readonly parameters: number };
  readonly rows: readonly Row[];
}

const file = join(root, 'benchmarks', 'results', 'compression.json');
const { model, rows } = JSON.parse(readFileSync(file, 'utf8')) as Results;

function found(series: string, at: string): Row {
  const row = rows.find((one) => one.series === series && one.at === at);
  if (!row) throw new Error(`there are no figures of ${series} at ${at}`);
  return row;
}

const loss = (series: string, at: string): number => found(series, at).valLossNats;

/** Each costs more than the one after it. */
const expectFalling = (losses: readonly number[]): void =>
  losses.slice(1).forEach((next, i) => expect(next).toBeLessThan(losses[i] ?? Number.NaN));

test('the figures are of the recipes that are in the grid', () => {
  const grid = Object.entries(sections).flatMap(([section, of]) => of.map((row) => ({ section, ...row })));
  expect(rows.map(({ section, series, at, recipe }) => ({ section, series, at, recipe }))).toEqual(grid);
});

test('bits per weight are those of the file', () => {
  for (const { bitsPerWeight, fileBytes } of rows) {
    expect(bitsPerWeight).toBeCloseTo((8 * fileBytes) / model.parameters, 2);
  }
});

describe('quantisation', () => {
  const roundings = ['rtn, per matrix', 'rtn, per row', 'rtn, group 32'];

  test.each(roundings)('8 bits cost less than a thousandth of a nat: %s', (series) => {
    expect(loss(series, '8 bits') - model.valLossNats).toBeLessThan(0.001);
  });

  test.each(['4 bits', '3 bits', '2 bits'])('the fewer weights share a scale, the better: %s', (bits) => {
    expectFalling(roundings.map((series) => loss(series, bits)));
  });

  test.each(['4 bits', '3 bits', '2 bits'])('GPTQ is better than rounding to nearest: %s', (bits) => {
    expect(loss('gptq, per row', bits)).toBeLessThan(loss('rtn, per row', bits));
    expect(loss('gptq, group 32', bits)).toBeLessThan(loss('rtn, group 32', bits));
  });
});

describe('pruning', () => {
  const pruners = ['random', 'magnitude, each matrix', 'wanda', 'sparse-gpt'];

  test.each(['50 %', '60 %', '70 %', '80 %'])('the more a method knows, the less it costs: %s', (share) => {
    expectFalling(pruners.map((series) => loss(series, share)));
  });

  test('in a pattern of 2:4 correcting what stays pays, too', () => {
    const others = [loss('wanda', '2:4'), loss('magnitude, each matrix', '2:4')];
    expect(loss('sparse-gpt', '2:4')).toBeLessThan(Math.min(...others));
  });
});

test('half of the parameters in two factors: those that know the inputs cost less', () => {
  expect(loss('whitened-svd', '50 %')).toBeLessThan(loss('svd', '50 %'));
});

describe('training', () => {
  test('half of the weights gone and 200 steps are within a hundredth of a nat of the model', () => {
    const cut = loss('magnitude, each matrix', '50 %');
    const mended = loss('magnitude 50 % → retrain', '200 steps');
    expect(mended).toBeLessThan(cut);
    expect(mended - model.valLossNats).toBeLessThan(0.01);
  });

  test('the uncompressed model as a teacher helps', () => {
    const plain = loss('magnitude 50 % → retrain', '200 steps');
    expect(loss('magnitude 50 % → retrain, distilled', '200 steps')).toBeLessThan(plain);
  });

  test('2 bits recover below 1.75 nats, and below what GPTQ leaves', () => {
    const learned = loss('qat 2 bits, per row', '300 steps');
    expect(loss('rtn, per row', '2 bits')).toBeGreaterThan(1.75);
    expect(learned).toBeLessThan(1.75);
    expect(learned).toBeLessThan(loss('gptq, per row', '2 bits'));
  });
});

test('the headline: 4 bits at no more than 1 % more perplexity', () => {
  expect(Math.exp(found('gptq 4 bits', 'per row').valLossNats - model.valLossNats)).toBeLessThan(1.01);
});

describe('pruning while training', () => {
  test('many small cuts cost no more than one large one, and less where much goes', () => {
    const gain = (share: string): number =>
      loss(`magnitude ${share} → retrain`, '500 steps') - loss(`gradual ${share}`, '500 steps');
    expect(gain('50 %')).toBeGreaterThan(-0.002);
    expect(gain('80 %')).toBeGreaterThan(0.01);
  });

  test.each(['50 %', '80 %'])('training makes up for most of what a cut costs: %s', (share) => {
    const cut = loss('magnitude, each matrix', share) - model.valLossNats;
    for (const series of [`magnitude ${share} → retrain`, `gradual ${share}`]) {
      expect(loss(series, '500 steps') - model.valLossNats).toBeLessThan(cut / 5);
    }
  });

  test.each(['50 %', '80 %'])('a ticket is worth more than the same mask with other weights: %s', (share) => {
    expect(loss(`lottery ${share}, initial`, '2000 steps')).toBeLessThan(
      loss(`lottery ${share}, random`, '2000 steps'),
    );
  });

  test('a ticket of a fifth is worth less than the whole model trained as long', () => {
    expect(loss('lottery 80 %, initial', '2000 steps')).toBeGreaterThan(model.valLossNats);
  });

  test.each(['wanda', 'sparse-gpt'])('2:4 costs little after retraining, more than any half: %s', (method) => {
    const mended = loss(`${method} 2:4 → retrain`, '200 steps');
    expect(mended).toBeLessThan(loss(method, '2:4'));
    expect(mended).toBeGreaterThan(loss(`${method} 50 % → retrain`, '200 steps'));
  });

  test('half gone by Wanda and 200 steps are within a hundredth of a nat of the model', () => {
    expect(loss('wanda 50 % → retrain', '200 steps') - model.valLossNats).toBeLessThan(0.01);
  });
});

describe('learned levels', () => {
  test('fewer levels cost more', () => {
    expectFalling(
      ['qat binary, per row', 'qat ternary, per row', 'qat 2 bits, per row', 'qat 3 bits, per row'].map((series) =>
        loss(series, '300 steps'),
      ),
    );
  });
  test('ternary weights are learned, not rounded to', () => {
    expect(loss('qat ternary, per row', '300 steps')).toBeLessThan(loss('ternary', 'per matrix') - 0.5);
  });
  test('a Huffman code of the learned levels changes no loss and saves bytes', () => {
    expect(found('qat 2 bits → codebook', 'per matrix, 4 entries').bitsPerWeight).toBeLessThan(
      found('rtn, per matrix', '2 bits').bitsPerWeight,
    );
  });
});

test.each(['4 bits', '3 bits'])('widths dealt out are no worse than one width for all: %s', (bits) => {
  expect(loss('mixed, measured', bits)).toBeLessThan(loss('gptq, per row', bits) + 0.001);
});

describe('activations at 8 bits', () => {
  test.each(['per token', 'per tensor'])('SmoothQuant takes away most of what outliers cost: %s', (per) => {
    const [plain, hurt, smoothed] = [
      loss('W8A8', per),
      loss('outliers → W8A8', per),
      loss('outliers → smooth-quant → W8A8', per),
    ];
    expect(hurt).toBeGreaterThan(plain);
    expect(smoothed - plain).toBeLessThan((hurt - plain) / 2);
  });
  test('without outliers they cost next to nothing', () => {
    expect(loss('W8A8', 'per token') - model.valLossNats).toBeLessThan(0.002);
  });
});

describe('a tenth of f16', () => {
  const most = (2 * model.parameters) / 10;
  const small = rows.filter(({ fileBytes }) => fileBytes <= most);

  test('a recipe at least 10 × smaller than f16 has no more than 5 % more perplexity, and indeed less', () => {
    const best = Math.min(...small.map(({ valLossNats }) => valLossNats));
    expect(best - model.valLossNats).toBeLessThan(Math.log(1.05));
    expect(best).toBeLessThan(model.valLossNats);
  });

  test('that is bought with training: the model itself, trained as long, stays ahead', () => {
    const trained = loss('retrain alone', '3000 steps');
    for (const { valLossNats } of small) expect(valLossNats).toBeGreaterThan(trained);
  });
});
