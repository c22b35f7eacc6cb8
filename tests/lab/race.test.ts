/** A race of the lab against the fake engine: what is asked of the worker, what is reported, and how it ends. */
import { expect, test, vi } from 'vitest';
import { setValue } from '../../src/domain/config/setValue.ts';
import { presetConfig } from '../../src/domain/presets/index.ts';
import type { LabRaceRequest, LabReports } from '../../src/lab/contract.ts';
import { type RaceJob, startRaceJob } from '../../src/lab/race.ts';
import { createClient } from '../../src/state/client.ts';
import { createFakeWire, type FakeWire } from '../state/fakeWorker.ts';

const steps = 100;
const config = setValue(presetConfig('copy-task'), 'training.steps', steps);
const request: LabRaceRequest = {
  action: 'race',
  entrants: ['a', 'b'].map((id) => ({ id, config, ownText: null })),
  clock: 'steps',
  times: 1,
  backend: 'auto',
  precision: 'f32',
};

interface Lab {
  readonly wire: FakeWire;
  readonly job: RaceJob;
  payloads<N extends keyof LabReports>(name: N): LabReports[N][];
}

function start(asked: LabRaceRequest): Lab {
  const wire = createFakeWire();
  const reports: { readonly name: keyof LabReports; readonly payload: unknown }[] = [];
  const client = createClient(wire.spawn);
  const job = startRaceJob({ client, report: (name, payload) => void reports.push({ name, payload }) }, asked);
  const payloads = <N extends keyof LabReports>(wanted: N): LabReports[N][] =>
    reports.flatMap(({ name, payload }) => (name === wanted ? [payload as LabReports[N]] : []));
  return { wire, job, payloads };
}

const begun = ({ wire }: Lab, times: number): Promise<void> =>
  vi.waitFor(() => expect(wire.requestsOf('race.continue')).toHaveLength(times));

test('races to the end on one clock, and tells of it as it happens', async () => {
  const lab = start({ ...request, clock: 'flops' });
  await begun(lab, 1);
  lab.wire.engine.advance(60);
  await vi.waitFor(() =>
    expect(lab.payloads('racing').at(-1)?.status.members).toMatchObject([{ step: 60 }, { step: 60 }]),
  );
  lab.wire.engine.advance(40);
  expect(await lab.job.outcome).toEqual({ kind: 'raced', interrupted: false });
  expect(lab.wire.requestsOf('race.start')).toMatchObject([
    { payload: { clock: 'flops', entrants: request.entrants } },
  ]);
  expect(lab.payloads('raced')).toEqual([{ race: 0, whole: true, dropped: {} }]);
  const rows = lab.payloads('metrics').filter(({ runId }) => runId === 'b');
  expect(rows.flatMap((frame) => [...frame.steps])).toEqual(Array.from({ length: steps }, (_, index) => index + 1));
});

test('repeats with the next seeds, one race after another', async () => {
  const lab = start({ ...request, times: 3 });
  for (const race of [1, 2, 3]) {
    await begun(lab, race);
    expect(lab.payloads('raced')).toHaveLength(race - 1);
    lab.wire.engine.advance(steps);
  }
  expect(await lab.job.outcome).toEqual({ kind: 'raced', interrupted: false });
  expect(lab.wire.requestsOf('race.start')).toMatchObject(
    [1, 2, 3].map((seed) => ({
      payload: {
        entrants: [
          { id: 'a', config: { seed } },
          { id: 'b', config: { seed } },
        ],
      },
    })),
  );
  expect(lab.payloads('raced').map(({ race, whole }) => [race, whole])).toEqual([0, 1, 2].map((race) => [race, true]));
});

test('stops in the middle of a race when asked, and begins no other', async () => {
  const lab = start({ ...request, times: 3 });
  await begun(lab, 1);
  lab.wire.engine.advance(60);
  lab.job.interrupt();
  expect(await lab.job.outcome).toEqual({ kind: 'raced', interrupted: true });
  expect(lab.payloads('raced')).toEqual([{ race: 0, whole: false, dropped: {} }]);
  expect(lab.wire.requestsOf('race.start')).toHaveLength(1);
});

test('does not race at all when stopped before there is a race', async () => {
  const lab = start(request);
  lab.job.interrupt();
  expect(await lab.job.outcome).toEqual({ kind: 'raced', interrupted: true });
  expect(lab.wire.requestsOf('race.continue')).toEqual([]);
});

test.each([
  ['bad-config', true],
  ['out-of-memory', false],
] as const)('%s ends in one line; the input is to blame: %s', async (code, badInput) => {
  const lab = start(request);
  lab.wire.refuseNext('race.start', code);
  expect(await lab.job.outcome).toMatchObject({
    kind: 'failed',
    badInput,
    message: expect.stringMatching(/^[^\n]+$/),
  });
});

test('a worker that crashes ends it', async () => {
  const lab = start(request);
  await begun(lab, 1);
  lab.wire.crash('killed');
  expect(await lab.job.outcome).toMatchObject({ kind: 'failed', badInput: false });
});
