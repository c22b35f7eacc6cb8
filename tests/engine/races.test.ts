/** A race changes nobody's curve: each member learns what it would learn alone, on every backend. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { setValue } from '../../src/domain/config/setValue.ts';
import { createDataSource } from '../../src/domain/data/dataSource.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { BackendId } from '../../src/protocol/protocol.ts';
import type { RaceStatus } from '../../src/protocol/races.ts';
import { backends, engineOn } from './engines.ts';
import { bench, small, type Bench } from './handlerBench.ts';

const steps = 6;
const plan = { training: { steps, evalEvery: 3 } };
const entrant = (id: string, config: ExperimentConfig) => ({ id, config, ownText: null });
const four: readonly (readonly [string, ExperimentConfig])[] = [
  ['adamw', small(plan)],
  ['sgd', small({ ...plan, optimizer: { method: 'sgd', learningRate: 0.1 } })],
  ['muon', small({ ...plan, optimizer: { method: 'muon', learningRate: 0.02 } })],
  ['gru', withArchitecture(small(plan), 'gru')],
];

function withArchitecture(config: ExperimentConfig, architecture: string): ExperimentConfig {
  return setValue(config, 'model.architecture', architecture);
}

async function alone(backend: BackendId, config: ExperimentConfig): Promise<number[]> {
  const engine = await engineOn(backend);
  const load = (): Promise<never> => Promise.reject(new Error('none'));
  const data = await createDataSource({ data: config.data, load, ownText: null });
  const session = createSession({ engine, config, data, start: null });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await session.update()).lossNats);
  await session.dispose();
  return losses;
}

const lossesOf = (at: Bench, id: string): number[] =>
  at.of('metrics.frame').flatMap(({ runId, columns }) => (runId === id ? [...columns.trainLossNats] : []));

const last = (at: Bench): RaceStatus | undefined => at.of('race.status').at(-1);

async function openBench(backend: BackendId): Promise<Bench> {
  const at = bench();
  await at.handlers['engine.start']({ choice: backend, precision: 'f32' });
  onTestFinished(async () => void (await at.handlers['race.stop']({ raceId: 'race' }).catch(() => null)));
  return at;
}

describe.each(backends)('%s', (backend) => {
  test('members learn what they would learn alone, step by step together', async () => {
    const at = await openBench(backend);
    const entrants = four.map(([id, config]) => entrant(id, config));
    await at.handlers['race.start']({ raceId: 'race', entrants, clock: 'steps', paused: true });
    await at.handlers['race.step']({ raceId: 'race' });
    expect(last(at)?.members.map(({ step }) => step)).toEqual([1, 1, 1, 1]);
    await at.handlers['race.continue']({ raceId: 'race' });
    await at.until(() => last(at)?.phase === 'finished');
    const raced = four.map(([id]) => lossesOf(at, id));
    for (const [index, [id, config]] of four.entries()) {
      expect(raced[index], id).toEqual((await alone(backend, config)).map(Math.fround));
    }
  });

  test('a fork with the same settings goes on as its parent did', async () => {
    const at = await openBench(backend);
    const config = small(plan);
    const race = { raceId: 'race' };
    await at.handlers['race.start']({ ...race, entrants: [entrant('a', config)], clock: 'steps', paused: false });
    await at.until(() => last(at)?.phase === 'finished');
    expect(last(at)?.members[0]?.snapshots).toEqual([0, 3, 6]);
    await at.handlers['race.join']({ ...race, entrant: entrant('b', config), from: { memberId: 'a', step: 3 } });
    await at.handlers['race.continue'](race);
    await at.until(() => last(at)?.phase === 'finished');
    expect(lossesOf(at, 'b')).toEqual(lossesOf(at, 'a').slice(3));
  });
});
