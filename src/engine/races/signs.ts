/** What tells why a model does not learn, or seems to learn too well, measured on the model as it is now. */
import { leakOf } from '../../domain/data/leak.ts';
import type { DeadUnits, MemberSigns } from '../../protocol/races.ts';
import type { TrainingSession } from '../train/trainingSession.ts';

const batches = 2;
/** Forty characters in a row are hardly ever the same by chance. */
const leakTokens = 40;

export async function signsOf(session: TrainingSession, pause: () => Promise<boolean>): Promise<MemberSigns> {
  const { tokens } = session.data;
  return {
    step: session.step,
    deadUnits: await deadUnits(session, pause),
    leak: tokens && { ...leakOf(tokens.train, tokens.validation, leakTokens), tokens: leakTokens },
  };
}

async function deadUnits(session: TrainingSession, pause: () => Promise<boolean>): Promise<DeadUnits> {
  const read = Object.entries(await session.calibrate(batches, pause));
  const counted = read.map(([name, { peak, tokens }]): DeadUnits => ({
    name,
    dead: peak.reduce((sum, value) => sum + Number(value === 0), 0),
    units: peak.length,
    tokens,
  }));
  return counted.reduce((worst, each) => (each.dead / each.units > worst.dead / worst.units ? each : worst));
}
