import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultConfig } from '../../src/domain/config/defaults.ts';
import type { RunStatus, StartRun } from '../../src/protocol/protocol.ts';
import { createClient } from '../../src/state/client.ts';
import { createFakeWire } from './fakeWorker.ts';

afterEach(() => vi.useRealTimers());

const start = (runId: string): StartRun => ({
  runId,
  config: defaultConfig,
  ownText: null,
  resume: false,
  paused: false,
});

function connect() {
  const wire = createFakeWire();
  const client = createClient(wire.spawn);
  const crashes: string[] = [];
  client.onCrash(({ code }) => crashes.push(code));
  return { wire, client, crashes };
}

describe('requests', () => {
  it('start the worker at the first one and bring its answer', async () => {
    const { wire, client } = connect();
    expect(wire.workers).toBe(0);
    expect(await client.request('engine.start', { choice: 'auto', precision: 'f32' })).toMatchObject({
      adapter: 'fake',
    });
    expect(await client.request('run.start', start('a'))).toMatchObject({ step: 0 });
    expect(wire.workers).toBe(1);
  });

  it('are answered each with its own, also when they overlap', async () => {
    const { client } = connect();
    const [backend, baselines] = await Promise.all([
      client.request('engine.start', { choice: 'auto', precision: 'f32' }),
      client.request('baselines.compute', { data: defaultConfig.data, ownText: null }),
    ]);
    expect([backend.backend, baselines.length]).toEqual(['cpu', 4]);
  });

  it('fail with the code that the worker gave', async () => {
    const { wire, client, crashes } = connect();
    await client.request('engine.start', { choice: 'auto', precision: 'f32' });
    wire.refuseNext('run.start', 'out-of-memory');
    await expect(client.request('run.start', start('a'))).rejects.toMatchObject({ code: 'out-of-memory' });
    await expect(client.request('run.pause', { runId: 'gone' })).rejects.toMatchObject({ code: 'internal' });
    expect(crashes).toEqual([]);
  });
});

describe('events', () => {
  it('reach those who listen, until they stop', async () => {
    const { wire, client } = connect();
    const seen: RunStatus[] = [];
    const stop = client.on('run.status', (status) => seen.push(status));
    await client.request('run.start', start('a'));
    wire.engine.advance(5);
    await Promise.resolve();
    stop();
    wire.engine.advance(5);
    await Promise.resolve();
    expect(seen.map(({ phase, step }) => [phase, step])).toEqual([
      ['running', 0],
      ['running', 5],
    ]);
  });
});

describe('a worker that breaks', () => {
  it('takes open requests down with the error, and the next request starts another', async () => {
    const { wire, client, crashes } = connect();
    await client.request('engine.start', { choice: 'auto', precision: 'f32' });
    wire.silence('run.start');
    const open = client.request('run.start', start('a'));
    wire.crash('stack overflow');
    await expect(open).rejects.toMatchObject({ code: 'worker-crashed', detail: { message: 'stack overflow' } });
    expect(crashes).toEqual(['worker-crashed']);
    await client.request('engine.start', { choice: 'auto', precision: 'f32' });
    expect(wire.workers).toBe(2);
  });

  it('is not heard any more', async () => {
    const { wire, client } = connect();
    const seen = vi.fn<() => void>();
    client.on('metrics.frame', seen);
    await client.request('run.start', start('a'));
    const dead = wire.engine;
    wire.crash('gone');
    dead.advance(5);
    await Promise.resolve();
    expect(seen).not.toHaveBeenCalled();
  });

  it('that speaks another version is refused', async () => {
    const { wire, client, crashes } = connect();
    wire.speakVersion(99);
    await expect(client.request('engine.start', { choice: 'auto', precision: 'f32' })).rejects.toMatchObject({
      code: 'version-mismatch',
      detail: { found: 99, expected: 1 },
    });
    expect(crashes).toEqual(['version-mismatch']);
  });
});

describe('ending on purpose', () => {
  it('fails open requests, but is no crash to tell of', async () => {
    const { wire, client, crashes } = connect();
    wire.silence('engine.start');
    const open = client.request('engine.start', { choice: 'auto', precision: 'f32' });
    client.restart();
    await expect(open).rejects.toMatchObject({ code: 'worker-crashed', detail: { message: 'ended on purpose' } });
    client.dispose();
    await expect(client.request('engine.start', { choice: 'auto', precision: 'f32' })).rejects.toMatchObject({
      code: 'worker-crashed',
    });
    expect([crashes, wire.workers]).toEqual([[], 1]);
  });
});
