/** Planning a race of the lab: prepared ones, files, and the one line for what cannot be raced. */
import { describe, expect, test } from 'vitest';
import { textHash } from '../../src/domain/data/textHash.ts';
import { laneConfig } from '../../src/domain/races/contract.ts';
import { racePresets } from '../../src/domain/races/index.ts';
import { planRace, type RacePlan, type RacePlanRequest } from '../../src/lab/racePlan.ts';

const plan = (request: Partial<RacePlanRequest>): RacePlan =>
  planRace({ race: { kind: 'preset', id: 'copying' }, set: [], clock: null, text: null, ...request });
const file = (content: unknown): Partial<RacePlanRequest> => ({
  race: { kind: 'json', text: typeof content === 'string' ? content : JSON.stringify(content) },
});

function accepted(planned: RacePlan): Extract<RacePlan, { ok: true }> {
  if (!planned.ok) throw new Error(planned.message);
  return planned;
}

const two = {
  common: { data: { corpus: 'first-names' }, training: { steps: 20 } },
  lanes: [
    { id: 'slow', change: { optimizer: { method: 'sgd', learningRate: 0.1 } } },
    { id: 'fast', name: 'Fast one', change: { optimizer: { method: 'adamw' } } },
  ],
};

describe('what is raced', () => {
  test.each(racePresets.map((preset) => [preset.id, preset] as const))('prepared: %s', (id, preset) => {
    const { lanes, expected, clock } = accepted(plan({ race: { kind: 'preset', id } }));
    expect(clock).toBe('steps');
    expect(expected).toEqual(preset.expected);
    expect(lanes.map(({ config }) => config)).toEqual(
      preset.lanes.map(({ change }) => laneConfig(preset.common, change)),
    );
  });

  test('from a file: what all have in common, and whole sections in its place', () => {
    const { lanes, clock } = accepted(plan(file({ ...two, clock: 'flops' })));
    expect(clock).toBe('flops');
    expect(lanes.map(({ id, name }) => [id, name])).toEqual([
      ['slow', 'slow'],
      ['fast', 'Fast one'],
    ]);
    for (const { config } of lanes) expect(config).toMatchObject({ training: { steps: 20 }, seed: 1 });
    expect(lanes.map(({ config }) => config.optimizer.method)).toEqual(['sgd', 'adamw']);
  });

  test('settings and a text of one’s own are those of every lane; the command line’s clock goes before the file’s', () => {
    const words = 'It was the best of times, it was the worst of times. '.repeat(8);
    const request = { ...file(two), set: ['training.steps=7', 'seed=3'], text: new TextEncoder().encode(words) };
    const { lanes, clock, ownText } = accepted(plan({ ...request, clock: 'flops' }));
    expect({ clock, ownText }).toEqual({ clock: 'flops', ownText: words });
    for (const { config } of lanes) {
      expect(config).toMatchObject({ seed: 3, training: { steps: 7 }, data: { textHash: textHash(words) } });
    }
  });
});

describe('what may not be raced', () => {
  const lane = { id: 'a', change: {} };
  test.each<[string, Partial<RacePlanRequest>, RegExp]>([
    ['a race that is not prepared', { race: { kind: 'preset', id: 'optimisers' } }, /“optimisers”.*optimizers, warmup/],
    ['a file that is no JSON', file('{'), /not JSON/],
    ['a file without lanes', file({ common: {} }), /“lanes”/],
    ['seven lanes', file({ lanes: Array.from({ length: 7 }, (_, n) => ({ id: String(n) })) }), /one to 6/],
    ['a lane without an id', file({ lanes: [{ change: {} }] }), /lanes\.0.*“id”/],
    ['two lanes of one id', file({ lanes: [lane, lane] }), /Two lanes.*“a”/],
    ['an unknown key', file({ ...two, lane: [] }), /no “lane”/],
    ['a section that does not exist', file({ lanes: [{ id: 'a', change: { optimiser: {} } }] }), /Lane a: optimiser/],
    ['a value out of range', file({ common: { training: { steps: 0 } }, lanes: [lane] }), /Lane a: training\.steps/],
    ['a setting that a lane has not', { ...file(two), set: ['optimizer.beta2=0.9'] }, /Lane slow: .*optimizer\.beta2/],
    ['an expectation of nobody', file({ ...two, expected: [{ better: 'fast', worse: 'b' }] }), /expected\.0/],
    ['an unknown clock', { clock: 'seconds' }, /“seconds”.*steps and flops/],
    ['own text without the text', { set: ['data.corpus=own-text'] }, /--text FILE/],
  ])('%s', (_name, request, message) => {
    const planned = plan(request);
    expect(planned).toMatchObject({ ok: false, message: expect.stringMatching(message) });
    expect(planned).toMatchObject({ message: expect.not.stringContaining('\n') });
  });
});
