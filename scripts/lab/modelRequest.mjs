/** What work on the model of a folder asks of the page: its checkpoint, its experiment, its text and its tokenizer. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { badInput } from './arguments.mjs';
import { readCheckpoint } from './checkpoint.mjs';
import { loadModule } from './domain.mjs';
import { checkpointFile, readInput } from './folder.mjs';
import { readTokenizer } from './job.mjs';

/** @param subject the folder of a run or of a model that ships */
export async function modelRequest(subject, values) {
  const checkpoint = await readCheckpoint(subject);
  if (existsSync(join(values.out, checkpointFile)))
    throw badInput(`--out ${values.out} is the folder of a run; name another one.`);
  const text = values.text === undefined ? null : readInput(values.text, 'text');
  const { planEvaluation } = await loadModule('src/lab/plan.ts');
  const planned = planEvaluation({ checkpoint, text });
  if (!planned.ok) throw badInput(planned.message);
  return {
    config: planned.config,
    ownText: planned.ownText,
    backend: values.backend,
    precision: values.precision,
    tokenizer: readTokenizer(subject, values.text, planned.config),
    checkpoint: { step: planned.step, bytes: new Uint8Array(checkpoint) },
  };
}
