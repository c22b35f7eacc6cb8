/** The failures fail and the cures cure: the sign is beyond its limit in one and well within it in the other. */
import { describe, expect, test } from 'vitest';
import { createDataSource } from '../../src/domain/data/dataSource.ts';
import { brokenCase, curedCase, type CaseConfig, type Failure } from '../../src/domain/races/failures/contract.ts';
import { failures } from '../../src/domain/races/failures/index.ts';
import { signValue } from '../../src/domain/races/failures/signs.ts';
import { signsOf } from '../../src/engine/races/signs.ts';
import { createSession } from '../../src/engine/train/session.ts';
import { engineOn } from './engines.ts';

const steps = 60;

interface Trained {
  readonly sign: number;
  /** Mean over the last ten steps. */
  readonly trainLossNats: number;
  readonly valLossNats: number;
}

async function train({ config, ownText }: CaseConfig, { sign }: Failure): Promise<Trained> {
  const engine = await engineOn('wasm');
  const load = (): Promise<never> => Promise.reject(new Error('none'));
  const data = await createDataSource({ data: config.data, load, ownText });
  const session = createSession({ engine, config, data, start: null });
  const results = [];
  for (let step = 0; step < steps; step++) results.push(await session.update());
  const { deadUnits, leak } = await signsOf(session, () => Promise.resolve(false));
  const { lossNats: valLossNats } = await session.evaluate(Infinity, () => Promise.resolve(false));
  await session.dispose();
  const value = signValue(sign, config, {
    gradNorms: results.map(({ gradNorm }) => gradNorm),
    norms: results.map(({ norms }) => norms),
    deadShare: deadUnits.dead / deadUnits.units,
    leakShare: leak?.share ?? null,
  });
  const last = results.slice(-10).map(({ lossNats }) => lossNats);
  return { sign: value ?? NaN, trainLossNats: last.reduce((sum, loss) => sum + loss, 0) / last.length, valLossNats };
}

async function both(failure: Failure): Promise<{ readonly broken: Trained; readonly cured: Trained }> {
  return { broken: await train(brokenCase(failure), failure), cured: await train(curedCase(failure), failure) };
}

const named = (all: readonly Failure[]) => all.map((failure) => [failure.id, failure] as const);
const leaks = failures.filter(({ sign }) => sign === 'leak');

describe.each(named(failures.filter((failure) => !leaks.includes(failure))))('%s', (_id, failure) => {
  test('shows when broken and not when cured, and the cure learns more', async () => {
    const { broken, cured } = await both(failure);
    expect(broken.sign).toBeGreaterThan(failure.limit);
    expect(cured.sign).toBeLessThan(failure.limit / 1.5);
    expect(cured.valLossNats).toBeLessThan(broken.valLossNats - 0.05);
  });
});

describe.each(named(leaks))('%s', (_id, failure) => {
  test('shows when broken and not when cured, and the cure makes the figure worse and true', async () => {
    const { broken, cured } = await both(failure);
    expect(broken.sign).toBeGreaterThan(failure.limit);
    expect(cured.sign).toBe(0);
    expect(broken.valLossNats - broken.trainLossNats).toBeLessThan(0.1);
    expect(cured.valLossNats - cured.trainLossNats).toBeGreaterThan(0.3);
  });
});
