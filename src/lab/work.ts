/**
 * One job of the lab: the same worker and the same requests as the page's, without a page. A checkpoint enters and
 * leaves through the browser's storage, where the worker looks for it and puts it.
 */
import { resolve } from '../domain/config/resolve.ts';
import { reportOf, TrimtabError } from '../domain/core/errors.ts';
import { usualRange } from '../domain/schedules/rateTest.ts';
import type { ExportedFile } from '../protocol/protocol.ts';
import type { EngineClient } from '../state/client.ts';
import type { CheckpointStore } from '../storage/contract.ts';
import { compressAll } from './compress.ts';
import type { LabOutcome, LabRequest, Report } from './contract.ts';
import { testRange } from './rates.ts';
import { measureAll } from './sensitivity.ts';
import { errorLine, isBadInput } from './words.ts';

const runId = 'lab';

export const checkpointFile = 'checkpoint.safetensors';

/** How the work of an action is ended early. */
const stops: Readonly<Record<LabRequest['action'], (client: EngineClient) => Promise<unknown>>> = {
  train: (client) => client.request('run.pause', { runId }),
  evaluate: (client) => client.request('run.pause', { runId }),
  compress: (client) => client.request('compress.cancel', { runId }),
  sensitivity: (client) => client.request('sensitivity.cancel', { runId }),
  'lr-range': (client) => client.request('rates.cancel', null),
};

export interface LabParts {
  readonly client: EngineClient;
  readonly checkpoints: CheckpointStore;
  readonly report: Report;
}

export interface Job {
  readonly outcome: Promise<LabOutcome>;
  /** Ends training after the present step, or compression without the present recipe; what there is by then is kept. */
  interrupt(): void;
}

export function startJob(parts: LabParts, request: LabRequest): Job {
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    // Before the run exists there is nothing to pause; `work` looks at the mark when it does.
    stops[request.action](parts.client).catch(() => undefined);
  };
  const outcome = work(parts, request, () => interrupted).catch((thrown: unknown): LabOutcome => {
    const report = reportOf(thrown);
    return { kind: 'failed', badInput: isBadInput(report), message: errorLine(report) };
  });
  return { outcome, interrupt };
}

async function work(parts: LabParts, request: LabRequest, interrupted: () => boolean): Promise<LabOutcome> {
  const { client, checkpoints, report } = parts;
  const { config, ownText, tokenizer, checkpoint } = request;
  client.on('metrics.frame', (frame) => report('metrics', frame));
  client.on('run.sample', (sample) => report('sample', sample));
  client.on('compress.progress', (progress) => report('compressing', progress));
  client.on('sensitivity.measured', (progress) => report('sensing', progress));
  client.on('rates.point', (progress) => report('rating', progress));
  client.on('engine.notice', ({ error }) => report('notice', errorLine(error)));

  const { backend: choice, precision } = request;
  report('engine', await client.request('engine.start', { choice, precision }));
  if (checkpoint) await checkpoints.save({ runId, ...checkpoint, createdAt: Date.now() });
  const resume = checkpoint !== null;
  const started = await client.request('run.start', { runId, config, ownText, tokenizer, resume, paused: true });
  const { definition, settings } = resolve(config).model;
  const tensors = definition.tensors(settings, started.data.vocabulary).map(({ name }) => name);
  report('started', { ...started, tensors });
  if (request.action === 'compress') {
    await compressAll({ client, report, runId, config, recipes: request.recipes, interrupted });
    return { kind: 'compressed', interrupted: interrupted() };
  }
  if (request.action === 'sensitivity') {
    await measureAll({ client, report, runId, recipes: request.recipes, interrupted });
    return { kind: 'compressed', interrupted: interrupted() };
  }
  if (request.action === 'lr-range') {
    await testRange({ client, report, runId, range: request.range ?? usualRange, interrupted });
    return { kind: 'compressed', interrupted: interrupted() };
  }
  if (request.action === 'train') await train(client, interrupted);

  const summary = await client.request('run.summary', { runId });
  const files = request.action === 'train' ? await collectFiles(parts) : [];
  return { kind: 'done', interrupted: interrupted(), summary, files };
}

/** Resolves when the run has ended or was interrupted. */
async function train(client: EngineClient, interrupted: () => boolean): Promise<void> {
  if (interrupted()) return;
  const ended = new Promise<void>((end, reject) => {
    client.on('run.status', ({ phase }) => {
      if (phase === 'finished' || (phase === 'paused' && interrupted())) end();
    });
    client.on('run.failed', ({ error }) => reject(new TrimtabError(error.code, error.detail, error.problems)));
    client.onCrash((error) => reject(new TrimtabError(error.code, error.detail, error.problems)));
  });
  await Promise.all([client.request('run.continue', { runId }), ended]);
}

async function collectFiles({ client, checkpoints }: LabParts): Promise<readonly ExportedFile[]> {
  const exported = await client.request('run.export', { runId });
  await client.request('run.save', { runId });
  const stored = await checkpoints.latest(runId);
  if (!stored) throw new TrimtabError('storage-unavailable', { reason: 'none-stored' });
  return [...exported, { name: checkpointFile, bytes: stored.bytes }];
}
