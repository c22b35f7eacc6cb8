/** Entry of the benchmark's worker: measures one backend, and ends. */
import type { MachinePeaks } from '../../domain/limits/roofline.ts';
import type { Engine } from '../../engine/backend/engine.ts';
import { startEngine } from '../../engine/backend/startEngine.ts';
import { failureReport } from '../../engine/failures.ts';
import { peaksStage, unitsOfWork, type BenchEvent, type BenchRequest } from '../contract.ts';
import { adapterDetails } from './adapterDetails.ts';
import { measureWork } from './measureWork.ts';

declare const self: DedicatedWorkerGlobalScope;

const tell = (event: BenchEvent): void => self.postMessage(event, []);

async function failed(work: string | null, thrown: unknown, engine: Engine | null): Promise<void> {
  tell({ kind: 'failure', work, error: failureReport((await engine?.explain(thrown)) ?? thrown) });
}

/** Without them there is no limit to compare with, and all else can be measured. */
async function peaksOf(engine: Engine): Promise<MachinePeaks | null> {
  try {
    const peaks = await engine.measurePeaks();
    tell({ kind: 'peaks', peaks });
    return peaks;
  } catch (thrown) {
    await failed(peaksStage, thrown, engine);
    return null;
  }
}

async function measure({ backend, works }: BenchRequest): Promise<void> {
  const engine = await startEngine(backend);
  tell({ kind: 'engine', status: engine.status, adapter: backend === 'webgpu' ? await adapterDetails() : null });
  tell({ kind: 'progress', stage: peaksStage, done: 1 });
  const peaks = await peaksOf(engine);
  for (const [index, work] of works.entries()) {
    const progress = (share: number): void =>
      tell({ kind: 'progress', stage: work.id, done: 2 + unitsOfWork * (index + share) });
    progress(0);
    try {
      tell({ kind: 'row', row: await measureWork(engine, backend, work, peaks, progress) });
    } catch (thrown) {
      await failed(work.id, thrown, engine);
    }
  }
  tell({ kind: 'end', kernels: engine.gpu?.kernels.report() ?? [] });
}

self.addEventListener('message', (event: MessageEvent<BenchRequest>) => {
  measure(event.data).catch((thrown: unknown) => failed(null, thrown, null));
});
