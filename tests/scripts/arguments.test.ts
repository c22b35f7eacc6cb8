/** Command lines: the lab's, the benchmark's, and those of the scripts that serve. Wrong ones end in one sentence and exit code 2. */
import { describe, expect, test } from 'vitest';
import { driverEnvironment } from '../../benchmarks/native/drivers.mjs';
import { parseBenchArguments } from '../../scripts/bench/arguments.mjs';
import { parseArguments } from '../../scripts/lab/arguments.mjs';
import { checkNode } from '../../scripts/lib/bootstrap.mjs';
import { parseServeArguments } from '../../scripts/lib/serveCommand.mjs';
import { PlainError } from '../../scripts/lib/terminal.mjs';

function refusal(work: () => unknown): { message: string; exitCode: number } {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof PlainError) return { message: thrown.message, exitCode: thrown.exitCode };
    throw thrown;
  }
  throw new Error('nothing was refused');
}

describe('the lab', () => {
  test('collects settings in the order given, steps and seed last', () => {
    const args = ['run', 'copy-task', '--out', 'x', '--steps', '5', '--set', 'model.width=64', '--seed=3'];
    expect(parseArguments(args)).toEqual({
      command: 'run',
      subject: 'copy-task',
      values: { backend: 'auto', precision: 'f32', out: 'x', set: ['model.width=64', 'training.steps=5', 'seed=3'] },
    });
  });

  test('needs no experiment to go on from a checkpoint', () => {
    expect(parseArguments(['run', '--resume', 'a', '--out', 'b']).values).toMatchObject({ resume: 'a', out: 'b' });
  });

  test('takes recipes as files and as they are, in order', () => {
    const args = ['compress', 'a', '--recipe', 'recipe.json', '--out', 'b', '--recipe={"rest":"f16"}'];
    expect(parseArguments(args)).toMatchObject({
      command: 'compress',
      subject: 'a',
      values: { recipe: ['recipe.json', '{"rest":"f16"}'], out: 'b', backend: 'auto' },
    });
  });

  test('a sensitivity map needs a folder and a place for it, and takes one recipe', () => {
    expect(parseArguments(['sensitivity', 'a', '--out', 'b', '--recipe', '{}'])).toMatchObject({
      command: 'sensitivity',
      subject: 'a',
      values: { recipe: '{}', out: 'b' },
    });
    expect(refusal(() => parseArguments(['sensitivity', '--out', 'b'])).message).toContain('folder of a run');
  });

  test('steps of a range test are its own, not those of the run', () => {
    const args = [
      'lr-range',
      'copy-task',
      '--out',
      'x',
      '--steps',
      '50',
      '--lowest',
      '1e-5',
      '--highest=1',
      '--seed',
      '3',
    ];
    expect(parseArguments(args)).toEqual({
      command: 'lr-range',
      subject: 'copy-task',
      values: {
        backend: 'auto',
        precision: 'f32',
        out: 'x',
        set: ['seed=3'],
        steps: '50',
        lowest: '1e-5',
        highest: '1',
      },
    });
    expect(refusal(() => parseArguments(['lr-range', '--out', 'x'])).message).toContain('Say what to test');
    expect(refusal(() => parseArguments(['run', 'a', '--out', 'x', '--lowest', '1'])).message).toContain('--lowest');
  });

  test.each([[[]], [['--help']], [['help']]])('explains itself: %j', (args) => {
    expect(parseArguments(args).command).toBe('help');
  });

  test.each([
    [
      ['train'],
      /no command "train".*run, lr-range, evaluate, compress, export, sensitivity, race, presets, races, methods/,
    ],
    [['race', '--out', 'results'], /what to race/],
    [['race', 'copying', '--out', 'results', '--repeat', '21'], /--repeat.*1 to 20.*"21"/],
    [['run', '--out', 'x'], /Say what to run/],
    [['run', 'copy-task'], /--out DIR/],
    [['run', 'copy-task', '--out'], /--out/],
    [['run', 'copy-task', '--out', 'x', '--backend', 'gpu'], /no backend "gpu"/],
    [['run', 'copy-task', '--out', 'x', '--precision', 'f8'], /no precision "f8"/],
    [['run', 'copy-task', '--out', 'x', '--epochs', '3'], /--epochs/],
    [['run', 'copy-task', 'more', '--out', 'x'], /"more" is one argument too many/],
    [['evaluate', '--out', 'x'], /Say what to evaluate/],
    [['evaluate', 'x', '--out', 'x', '--seed', '1'], /--seed/],
    [['compress', '--recipe', '{}', '--out', 'x'], /Say what to compress/],
    [['compress', 'x', '--out', 'y'], /--recipe recipe\.json/],
    [['compress', 'x', '--recipe', '{}'], /--out DIR/],
    [['compress', 'x', '--recipe', '{}', '--out', 'y', '--steps', '3'], /--steps/],
    [['presets', 'all'], /takes no argument/],
  ])('refuses %j', (args, message) => {
    const refused = refusal(() => parseArguments(args));
    expect(refused.message).toMatch(message);
    expect(refused.message).not.toContain('\n');
    expect(refused.exitCode).toBe(2);
  });
});

describe('the benchmark', () => {
  test('on a driver of the machine', () => {
    const args = [
      '--only',
      'step-2-64',
      '--only',
      'step-4-128',
      '--native',
      '--driver',
      'lavapipe',
      '--backend',
      'webgpu',
    ];
    const values = { only: ['step-2-64', 'step-4-128'], native: true, driver: 'lavapipe', backend: 'webgpu' };
    expect(parseBenchArguments(args)).toMatchObject(values);
  });

  test.each([
    [['--backend', 'cpu'], /no backend "cpu"/],
    [['--precision', 'f64'], /no precision "f64"/],
    [['--native', '--backend', 'wasm'], /only webgpu/],
    [['--driver', 'lavapipe'], /--driver needs --native/],
    [['--pack', 'x'], /--pack needs --native/],
    [['--onyl', 'x'], /--onyl/],
  ])('refuses %j', (args, message) => {
    const refused = refusal(() => parseBenchArguments(args));
    expect(refused.message).toMatch(message);
    expect(refused.message).not.toContain('\n');
    expect(refused.exitCode).toBe(2);
  });

  test('leaves the choice of the driver to the machine, and knows no other names', () => {
    expect(driverEnvironment('default')).toEqual({});
    expect(refusal(() => driverEnvironment('nvidia')).message).toMatch(/lavapipe, swiftshader, default/);
  });
});

describe('serving', () => {
  test('at a chosen port and address', () => {
    expect(parseServeArguments(['--port', '8080', '--host=0.0.0.0'])).toEqual({ port: 8080, host: '0.0.0.0' });
  });

  test.each([[['--port', 'x']], [['--port', '70000']], [['--port', '1.5']], [['--prot', '1']], [['here']]])(
    'refuses %j',
    (args) => {
      expect(refusal(() => parseServeArguments(args)).exitCode).toBe(2);
    },
  );
});

describe('Node’s version', () => {
  test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s will do', (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });

  test.each(['18.20.0', '20.18.3'])('%s is too old, said in one sentence', (version) => {
    expect(refusal(() => checkNode(version)).message).toMatch(new RegExp(`needs Node 20\\.19 .* Node ${version}`));
  });
});
