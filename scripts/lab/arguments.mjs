/** The lab's command line. Everything that is wrong with it ends in one line and exit code 2. */
import { parseArgs } from 'node:util';
import { PlainError } from '../lib/terminal.mjs';

export const usage = `npm run lab -- <command>

  run <preset | experiment.json | URL> --out DIR
      --text FILE          train on this text instead of the experiment's corpus
      --backend NAME       auto, webgpu, wasm or cpu (auto)
      --precision P        f32, or f16 for factors of products in half precision where the GPU has it (f32)
      --steps N            number of updates
      --seed S             another seed
      --set path=value     any setting, e.g. --set model.width=64; may be repeated
      --resume DIR         go on from the checkpoint of an earlier run; the experiment may then be left out
  lr-range <preset | experiment.json | URL> --out DIR
      the learning-rate range test on a copy of the model, with two suggestions, into lr-range.json
      --steps N            rates to try, each by the same factor above the one before (100)
      --lowest RATE        the first (1e-6)
      --highest RATE       the last, unless the loss bursts before (10)
      --text, --backend, --precision, --seed, --set, --resume as for run
  race <race | race.json> --out DIR
      two to six experiments on one clock: a prepared race ("npm run lab -- races" lists them), or a file with what they
      have in common and the sections in which each differs, { "common": { … }, "lanes": [{ "id": "sgd", "change": { … } }] }
      --repeat N           as many races in a row, each with the next seed: means with intervals (1)
      --clock CLOCK        steps, or flops for as much arithmetic as the first one spends (steps)
      --text FILE          --backend NAME   --precision P   --steps N   --seed S   --set path=value, as above, for all
  evaluate <DIR> --out DIR
      the whole validation split, by the model of a run or by a compressed one
      --text FILE          the text the model was trained on, or another one: its validation part is measured
      --backend NAME
      --precision P
  compress <DIR> --recipe RECIPE --out DIR
      --recipe RECIPE      a recipe.json or JSON itself, e.g. '{ "passes": [{ "method": "gptq", "bits": 4 }] }', or a list
                           of recipes; may be repeated. Several are run on the model of DIR one by one, into DIR/001 …
      --text FILE          the text to calibrate with and to measure on
      --backend NAME
      --precision P
  export <DIR> --format FORMAT --out DIR
      a model as a file for llama.cpp: of a run, compressed, or in Hugging Face's layout
      --format FORMAT      f16, q8_0 or q4_0
  sensitivity <DIR> --out DIR
      what it costs to compress one matrix of the model of DIR, for every matrix and level, into sensitivity.json
      --recipe RECIPE      one pass that has bits or a sparsity, with its other settings; GPTQ where it is left out
      --text FILE
      --backend NAME
      --precision P
  presets [--json]         what can be run
  races [--json]           what can be raced
  methods [--json]         what can be set`;

const text = { type: 'string' };
const options = {
  run: {
    out: text,
    text,
    backend: text,
    precision: text,
    steps: text,
    seed: text,
    set: { type: 'string', multiple: true },
    resume: text,
  },
  'lr-range': {
    out: text,
    text,
    backend: text,
    precision: text,
    steps: text,
    lowest: text,
    highest: text,
    seed: text,
    set: { type: 'string', multiple: true },
    resume: text,
  },
  evaluate: { out: text, text, backend: text, precision: text },
  compress: { out: text, text, backend: text, precision: text, recipe: { type: 'string', multiple: true } },
  export: { out: text, format: text },
  sensitivity: { out: text, text, backend: text, precision: text, recipe: text },
  race: {
    out: text,
    text,
    backend: text,
    precision: text,
    steps: text,
    seed: text,
    set: { type: 'string', multiple: true },
    repeat: text,
    clock: text,
  },
  presets: { json: { type: 'boolean' } },
  races: { json: { type: 'boolean' } },
  methods: { json: { type: 'boolean' } },
};
const missingSubject = {
  run: 'Say what to run: a preset ("npm run lab -- presets" lists them), an experiment.json or a link.',
  'lr-range': 'Say what to test: a preset ("npm run lab -- presets" lists them), an experiment.json or a link.',
  race: 'Say what to race: a prepared race ("npm run lab -- races" lists them) or a race.json.',
  evaluate: 'Say what to evaluate: the folder of a run or of a compressed model.',
  compress: 'Say what to compress: the folder of a run.',
  export: 'Say what to export: the folder of a model.',
  sensitivity: 'Say what to measure: the folder of a run.',
};
export const catalogues = ['presets', 'races', 'methods'];
const backends = ['auto', 'webgpu', 'wasm', 'cpu'];
const precisions = ['f32', 'f16'];

/** @param {string} message */
export const badInput = (message) => new PlainError(message, 2);

/** @param {readonly string[]} args */
export function parseArguments([command, ...args]) {
  if (command === undefined || ['help', '--help', '-h'].includes(command)) return { command: 'help', values: {} };
  if (!Object.hasOwn(options, command)) {
    throw badInput(`There is no command "${command}"; the commands are ${Object.keys(options).join(', ')}.`);
  }
  const { values, positionals } = parse(command, args);
  const [subject, ...more] = positionals;
  if (more.length > 0) throw badInput(`"${more[0]}" is one argument too many for "${command}".`);
  if (catalogues.includes(command)) {
    if (subject !== undefined) throw badInput(`"${command}" takes no argument, not "${subject}".`);
    return { command, values };
  }
  return { command, subject, values: checked(command, subject, values) };
}

function parse(command, args) {
  try {
    return parseArgs({ args: withNegatives(args), options: options[command], allowPositionals: true });
  } catch (error) {
    throw badInput(error.message.split('\n')[0].replace(/\.? To specify a positional argument.*$/, '.'));
  }
}

/** `--steps -5` as `--steps=-5`: a negative number is a value, and a wrong one is told so by its setting. */
function withNegatives(args) {
  return args.flatMap((arg, index) => {
    if (/^--[a-z]+$/.test(arg) && /^-\d/.test(args[index + 1] ?? '')) return [`${arg}=${args[index + 1]}`];
    return /^-\d/.test(arg) && /^--[a-z]+$/.test(args[index - 1] ?? '') ? [] : [arg];
  });
}

/** Of races in a row. */
const mostRepeats = 20;
const isCount = (given) => /^\d+$/.test(given) && Number(given) >= 1 && Number(given) <= mostRepeats;

function checked(command, subject, values) {
  const { backend = 'auto', precision = 'f32', out, steps, seed, set = [], ...rest } = values;
  if (subject === undefined && !rest.resume) throw badInput(missingSubject[command]);
  if (command === 'compress' && !rest.recipe)
    throw badInput('Say how to compress: --recipe recipe.json, or JSON itself.');
  if (command === 'export' && !rest.format) throw badInput('Say as what: --format f16, q8_0 or q4_0.');
  if (command === 'race' && !isCount(rest.repeat ?? '1'))
    throw badInput(`--repeat takes a whole number from 1 to ${mostRepeats}, not "${rest.repeat}".`);
  if (!out) throw badInput('Say where the results go: --out DIR.');
  if (!backends.includes(backend))
    throw badInput(`There is no backend "${backend}"; the backends are ${backends.join(', ')}.`);
  if (!precisions.includes(precision))
    throw badInput(`There is no precision "${precision}"; there are ${precisions.join(' and ')}.`);
  const settings = [...set];
  // Of the test, not of the run.
  const ofTest = command === 'lr-range' && steps !== undefined;
  if (steps !== undefined && !ofTest) settings.push(`training.steps=${steps}`);
  if (seed !== undefined) settings.push(`seed=${seed}`);
  return { ...rest, ...(ofTest && { steps }), backend, precision, out, set: settings };
}
