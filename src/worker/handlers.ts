/** One handler per request. They look things up and delegate; what is computed is computed by the engine. */
import { diffConfigs } from '../domain/config/diff.ts';
import { TrimtabError } from '../domain/core/errors.ts';
import { exportModel } from '../domain/files/exportModel.ts';
import { ggufOf } from '../domain/files/gguf/ggufOf.ts';
import type { LoadCorpusFile } from '../domain/data/corpusFiles.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { startEngine } from '../engine/backend/startEngine.ts';
import { needsDecoder } from '../domain/config/needsDecoder.ts';
import type { TuningResult } from '../protocol/kernels.ts';
import type { Emit, Handlers } from '../protocol/protocol.ts';
import type { Storage } from '../storage/contract.ts';
import { openRun, type ActiveRun } from './activeRun.ts';
import { baselinesOf } from './baselines.ts';
import { classification } from './classification.ts';
import { compressions } from './compressions.ts';
import { dataSources } from './dataSources.ts';
import { generations, speakerOf } from './generations.ts';
import { openings } from './openings.ts';
import { createRaces } from './races.ts';
import { seeing } from './seeing.ts';
import { rates } from './rates.ts';
import { speeds } from './speeds.ts';
import { sensitivities } from './sensitivities.ts';
import { evaluateAll, summarise } from './summary.ts';
import { tuneKernels } from './tuneKernels.ts';
import { workshop } from './workshop.ts';
import { xray } from './xray.ts';

export interface HandlerParts {
  readonly emit: Emit;
  readonly load: LoadCorpusFile;
  readonly openStorage: () => Promise<Storage>;
  /** Parameters of the largest model that is opened as it is; see `openForeign`. */
  readonly mostTrainable?: number;
}

export function createHandlers({ emit, load, openStorage, mostTrainable }: HandlerParts): Handlers {
  const prepare = dataSources(load, async (hash) => (await (await stores()).runs.text(hash))?.text ?? null);
  const texts = generations(emit);
  const compressed = compressions(emit);
  const timed = speeds(emit);
  const files = openings({
    emit,
    prepare,
    stores: () => stores(),
    ...(mostTrainable !== undefined && { mostTrainable }),
  });
  const sensitivity = sensitivities(emit);
  const races = createRaces({
    emit,
    prepare,
    checkpoints: () => checkpoints(),
    engine: () => startedEngine(),
    async clearTrack() {
      active?.run.pause();
      await standstill;
      await active?.run.atRest(() => Promise.resolve());
    },
    held: () => (active ? [active.run.session.facts] : []),
  });
  let engine: Engine | null = null;
  let active: ActiveRun | null = null;
  let storage: Promise<Storage> | null = null;
  /** No step is made while it lasts; of another run neither. */
  let standstill: Promise<void> = Promise.resolve();
  const stores = (): Promise<Storage> => (storage ??= openAndTell());
  const checkpoints = async (): Promise<Storage['checkpoints']> => (await stores()).checkpoints;
  const tunings: Storage['tunings'] = {
    load: async (device) => (await stores()).tunings.load(device),
    save: async (device, record) => (await stores()).tunings.save(device, record),
  };

  /** Memory instead of a disk is told: what is stored there is gone with the page. */
  async function openAndTell(): Promise<Storage> {
    const opened = await openStorage();
    if (opened.notice) emit('engine.notice', { error: opened.notice });
    return opened;
  }

  const startedEngine = (): Engine => {
    if (!engine) throw new TrimtabError('internal', { message: 'engine.start comes first' });
    return engine;
  };

  const runOf = (runId: string): ActiveRun => {
    if (active?.runId !== runId) throw new TrimtabError('internal', { message: `run ${runId} is not the active one` });
    return active;
  };

  /** For what reads from left to right. */
  const decodingRunOf = (runId: string): ActiveRun => {
    const found = runOf(runId);
    needsDecoder(found.run.session.config);
    return found;
  };

  /** Work that needs the device for itself. */
  async function atStandstill<T>(work: () => Promise<T>): Promise<T> {
    const { explain } = startedEngine();
    const done = standstill.then(() => races.pause()).then(() => (active ? active.run.atRest(work) : work()));
    standstill = done.then(
      () => {},
      () => {},
    );
    try {
      return await done;
    } catch (thrown) {
      throw await explain(thrown);
    }
  }

  const rateTests = rates({ emit, runOf: (runId) => runOf(runId).run, engine: startedEngine, atStandstill });

  return {
    async 'engine.start'({ choice, precision }) {
      await active?.run.stop();
      await races.end(null);
      active = null;
      const before = engine;
      engine = null;
      before?.gpu?.destroy();
      engine = await startEngine(choice, { tunings, precision });
      const started = engine;
      void started.gpu?.lost.then((message) => {
        if (engine !== started) return;
        engine = null;
        const error = new TrimtabError('gpu-lost', { message });
        if (active) active.run.fail(error);
        else emit('engine.notice', { error: error.report() });
        active = null;
        void races.end(error);
      });
      const { status } = started;
      if (status.precision !== precision) {
        const { backend, adapter } = status;
        emit('engine.notice', { error: new TrimtabError('half-unavailable', { backend, adapter }).report() });
      }
      return status;
    },
    'engine.measure': async () => atStandstill(startedEngine().measurePeaks),
    'engine.kernels': async () => startedEngine().gpu?.kernels.report() ?? [],
    async 'engine.retune'({ anew }) {
      const { gpu } = startedEngine();
      if (!gpu) throw new TrimtabError('gpu-unavailable');
      const choose = (): Promise<TuningResult> => tuneKernels(gpu.kernels, anew, emit);
      return atStandstill(() => (active && !active.run.stopped() ? active.run.session.retune(choose) : choose()));
    },
    'data.describe': async ({ data, ownText }) => (await prepare(data, ownText)).facts,
    'baselines.compute': async ({ data, ownText }) => baselinesOf(await prepare(data, ownText)),
    async 'run.start'(request) {
      // What was compressed belongs to the run before.
      compressed.forget();
      sensitivity.cancel();
      await rateTests['rates.cancel'](null);
      await standstill;
      await races.pause();
      const opened = await openRun(request, {
        engine: startedEngine(),
        prepare,
        checkpoints,
        emit,
        raceHolds: races.holds(),
      });
      await active?.run.stop();
      active = opened;
      const { session } = opened.run;
      emit('run.status', opened.run.status());
      if (!request.paused) opened.run.start();
      return { facts: session.facts, data: session.data.facts, step: session.step };
    },
    'run.pause': async ({ runId }) => runOf(runId).run.pause(),
    async 'run.continue'({ runId }) {
      const { run } = runOf(runId);
      const raced = races.pause();
      if (raced) await raced;
      run.start();
      return run.status();
    },
    async 'run.step'({ runId }) {
      const { run } = runOf(runId);
      const raced = races.pause();
      if (raced) await raced;
      return run.step();
    },
    async 'run.stop'({ runId }) {
      const { run } = runOf(runId);
      active = null;
      return run.stop();
    },
    async 'run.update'({ runId, config }) {
      const { run } = runOf(runId);
      const structural = diffConfigs(run.session.config, config).filter(({ needsRestart }) => needsRestart);
      if (structural.length > 0) {
        throw new TrimtabError(
          'bad-config',
          {},
          structural.map(({ path, text }) => ({ path, message: text })),
        );
      }
      return { step: await run.reconfigure(config) };
    },
    async 'run.profile'({ runId, steps }) {
      const { run } = runOf(runId);
      const { gpu } = startedEngine();
      if (!gpu) return { kind: 'none', reason: 'no-gpu' };
      if (!gpu.features.includes('timestamp-query')) return { kind: 'none', reason: 'no-clock' };
      return run.profile(steps, (made) => emit('run.profiling', { runId, made, of: steps }));
    },
    'run.save': ({ runId }) => runOf(runId).save(),
    'run.evaluate': ({ runId }) => evaluateAll(runOf(runId).run, (share) => emit('run.evaluating', { runId, share })),
    'run.summary': ({ runId }) => summarise(runOf(runId).run, startedEngine()),
    async 'run.export'({ runId }) {
      const { run } = runOf(runId);
      const { session } = run;
      const weights = await session.evaluatedWeights();
      const { step } = session;
      const progress = { step, tokensSeen: step * session.facts.tokensPerStep, elapsedSeconds: run.elapsedSeconds() };
      return exportModel(session.config, weights, session.data.tokenizer, progress, session.data.facts.labels);
    },
    async 'run.gguf'({ runId, format }) {
      const { session } = runOf(runId).run;
      return ggufOf(session.config, await session.evaluatedWeights(), session.data.tokenizer, format);
    },
    'generate.start': (request) => {
      const { session } = runOf(request.runId).run;
      const { variantId, options } = request;
      return texts.start(
        variantId === undefined
          ? speakerOf(session, options.cacheBits)
          : compressed.speaker(variantId, session, startedEngine(), options.cacheBits),
        request,
      );
    },
    async 'generate.stop'({ generationId }) {
      texts.stop(generationId);
      return null;
    },
    'compress.run': async (request) => {
      const { run } = decodingRunOf(request.runId);
      const device = startedEngine();
      return compressed.run(request, run, device, atStandstill);
    },
    async 'compress.cancel'() {
      compressed.cancel();
      return null;
    },
    async 'compress.drop'({ variantId }) {
      compressed.drop(variantId);
      return null;
    },
    'compress.export': async ({ runId, variantId }) => compressed.files(variantId, runOf(runId).run.session),
    ...seeing({
      emit,
      runOf: (runId) => runOf(runId).run,
      engine: startedEngine,
      atStandstill,
      compressed,
      texts,
    }),
    ...rateTests,
    ...classification({ runOf: (runId) => runOf(runId).run, atStandstill }),
    ...workshop({ runOf: (runId) => runOf(runId).run, atStandstill }),
    ...xray({ emit, runOf: (runId) => runOf(runId).run, atStandstill }),
    'speed.measure': async ({ runId, variantId }) => {
      const device = startedEngine();
      const variant = variantId === null ? null : compressed.model(variantId);
      return timed.products(decodingRunOf(runId), variant, device, atStandstill);
    },
    'cache.measure': async ({ runId, variantId }) => {
      const device = startedEngine();
      const subject = decodingRunOf(runId);
      const open = variantId === null ? null : compressed.opener(variantId, subject.run.session, device);
      return timed.caches(subject, variantId, open, atStandstill);
    },
    async 'speed.cancel'() {
      timed.cancel();
      return null;
    },
    'files.open': (request) => files.open(request),
    async 'files.cancel'() {
      files.cancel();
      return null;
    },
    async 'files.compressed'({ runId }) {
      const file = files.takeCompressed(runId);
      return file && compressed.adopt(file, runOf(runId), startedEngine(), atStandstill);
    },
    'sensitivity.run': async (request) => {
      const { run } = decodingRunOf(request.runId);
      return sensitivity.run(request, run, atStandstill);
    },
    async 'sensitivity.cancel'() {
      sensitivity.cancel();
      return null;
    },
    ...races.handlers,
    async 'checkpoint.delete'({ runId }) {
      await (await checkpoints()).remove(runId);
      return null;
    },
  };
}
