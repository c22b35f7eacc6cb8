/** Entry of lab.html, the page that scripts/lab drives in headless Chromium. */
import { createClient } from '../state/client.ts';
import { spawnWorker } from '../state/spawnWorker.ts';
import { openStorage } from '../storage/openStorage.ts';
import type { LabOutcome, LabRaceRequest, LabReports, LabRequest } from './contract.ts';
import { startRaceJob } from './race.ts';
import { errorLine } from './words.ts';
import { type Job, startJob } from './work.ts';

interface LabWindow {
  /** Put there by the script. */
  readonly trimtabReport: (name: keyof LabReports, payload: unknown) => Promise<void>;
  trimtabLab: { run(request: LabRequest | LabRaceRequest): Promise<LabOutcome>; interrupt(): void };
}

const lab = window as unknown as LabWindow;
let job: Job | null = null;

lab.trimtabLab = {
  async run(request) {
    const { checkpoints, notice } = await openStorage();
    if (notice) return { kind: 'failed', badInput: false, message: errorLine(notice) };
    // Reports cross to the script one after another, so that none is still on its way when the outcome arrives.
    let sent: Promise<void> = Promise.resolve();
    const report = (name: keyof LabReports, payload: unknown): void => {
      sent = sent.then(() => lab.trimtabReport(name, payload));
    };
    const parts = { client: createClient(spawnWorker), checkpoints, report };
    job = request.action === 'race' ? startRaceJob(parts, request) : startJob(parts, request);
    const outcome = await job.outcome;
    await sent;
    return outcome;
  },
  interrupt: () => job?.interrupt(),
};
