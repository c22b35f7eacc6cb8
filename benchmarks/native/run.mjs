/** `node run.mjs [--only WORK …] [--engine NAME …] [--driver lavapipe|swiftshader|default] [--precision f32|f16] [--out FILE]`: measures the engines on Dawn. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { main, PlainError } from '../../scripts/lib/terminal.mjs';
import { chosenWorks, report } from '../report.mjs';
import { engineWorks } from '../works/engines.mjs';
import { driverEnvironment, driverNames } from './drivers.mjs';
import { enginesOn } from './processes.mjs';

await main(async () => {
  const { only, engine, driver, precision, out } = parseRunArguments();
  const works = chosenWorks(engineWorks, only);
  const withEngines = enginesOn(driverEnvironment(driver));
  const facts = JSON.parse(readFileSync(join(import.meta.dirname, 'pack.json'), 'utf8'));
  await report(works, { backend: 'webgpu', engine, precision, withEngines }, { ...facts, driver }, out);
});

function parseRunArguments() {
  try {
    const options = {
      only: { type: 'string', multiple: true },
      engine: { type: 'string', multiple: true },
      driver: { type: 'string', default: 'default' },
      precision: { type: 'string', default: 'f32' },
      out: { type: 'string' },
    };
    return parseArgs({ options }).values;
  } catch (error) {
    const drivers = driverNames.join(', ');
    throw new PlainError(
      `${error.message} The options are --only WORK and --engine NAME (may be repeated), --driver ${drivers}, --precision f32 or f16, and --out FILE.`,
      2,
    );
  }
}
