/** Every method on a model as it stands is calibrated by the same text, read once: reading takes longer than most passes. */
import type { Calibration } from '../../domain/compression/contract.ts';
import type { TrainingSession } from '../train/trainingSession.ts';

export type Calibrations = Readonly<Record<string, Calibration>>;

const known = new WeakMap<TrainingSession, { readonly step: number; readonly calibrations: Calibrations }>();

/** Enough for second moments of a few hundred inputs. */
const calibrationTokens = 8192;

export const calibrationBatches = ({ facts }: TrainingSession): number =>
  Math.max(1, Math.ceil(calibrationTokens / facts.tokensPerStep));

/** Whether an earlier recipe on the model as it stands had it read already. */
export const isCalibrated = (session: TrainingSession): boolean => known.get(session)?.step === session.step;

/** @param between batches, with the share that is read; true gives up, and the result is null. */
export async function calibrationsOf(
  session: TrainingSession,
  between: (share: number) => Promise<boolean>,
): Promise<Calibrations | null> {
  const { step } = session;
  const before = known.get(session);
  if (before?.step === step) return before.calibrations;
  const batches = calibrationBatches(session);
  let read = 0;
  let gaveUp = false;
  const calibrations = await session.calibrate(batches, async () => (gaveUp = await between(++read / batches)));
  if (gaveUp) return null;
  known.set(session, { step, calibrations });
  return calibrations;
}
