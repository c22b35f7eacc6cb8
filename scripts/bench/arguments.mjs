/** The command line of `npm run bench`. Everything that is wrong with it ends in one line and exit code 2. */
import { parseArgs } from 'node:util';
import { PlainError } from '../lib/terminal.mjs';

/** @type {{ type: 'string' }} */
const text = { type: 'string' };
const backends = ['wasm', 'webgpu'];
const precisions = ['f32', 'f16'];

/** @param {string} reason */
const refused = (reason) =>
  new PlainError(
    `${reason} The options are --only WORK and --engine NAME (may be repeated), --backend wasm or webgpu, --precision f32 or f16 (of the factors of our products in matmul-512), --out FILE, --native, and with it ` +
      '--driver NAME or --pack FOLDER.',
    2,
  );

/** @param {readonly string[]} args */
export function parseBenchArguments(args) {
  const values = parse(args);
  const { backend, precision, native, driver, pack } = values;
  if (backend !== undefined && !backends.includes(backend)) throw refused(`There is no backend "${backend}".`);
  if (precision !== undefined && !precisions.includes(precision))
    throw refused(`There is no precision "${precision}".`);
  if (native && backend === 'wasm') throw refused('Outside of a browser there is only webgpu.');
  if (!native && driver !== undefined) throw refused('--driver needs --native.');
  if (!native && pack !== undefined) throw refused('--pack needs --native.');
  return values;
}

function parse(args) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true },
        engine: { type: 'string', multiple: true },
        backend: text,
        precision: text,
        out: text,
        native: { type: 'boolean', default: false },
        driver: text,
        pack: text,
      },
    }).values;
  } catch (error) {
    throw refused(error.message.split('\n')[0]);
  }
}
