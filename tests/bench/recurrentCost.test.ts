/** Training a recurrent network costs no more than three times a Transformer of equal arithmetic, by `npm run bench`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolve } from '../../src/domain/config/resolve.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { root } from '../architecture/sources.ts';

interface Row {
  readonly work: string;
  readonly engine: string;
  readonly medianMs: number;
}

/** Milliseconds for 10⁹ operations; both works have 12 rows of 64 of 65 tokens. */
function costOf(rows: readonly Row[], work: string, model: Readonly<Record<string, string | number>>): number {
  const { config, problems } = validate({ model: { ...model, context: 64 } });
  expect(problems).toEqual([]);
  const { definition, settings } = resolve(config).model;
  const row = rows.find((one) => one.work === work && one.engine === 'trimtab');
  return (row?.medianMs ?? Number.NaN) / (definition.trainingFlops(settings, 65, 12, 64) / 1e9);
}

test.each(['steps-wasm', 'steps-webgpu'])('%s', (name) => {
  const file = join(root, 'benchmarks', 'results', `${name}.json`);
  const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { readonly rows: readonly Row[] };
  const transformer = costOf(rows, 'step-4-128', { architecture: 'transformer', layers: 4, heads: 4, width: 128 });
  for (const architecture of ['rnn', 'lstm', 'gru']) {
    const cost = costOf(rows, `${architecture}-2-128`, { architecture, layers: 2, width: 128 });
    expect(cost / transformer, architecture).toBeLessThan(3);
  }
});
