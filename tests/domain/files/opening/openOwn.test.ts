/** Exported models open again: of every architecture, to the same weights, and halved to the nearest f16. */
import { f16round } from '@petamoriken/float16';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { TrimtabError } from '../../../src/domain/core/errors.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { decodeCheckpoint } from '../../../src/domain/files/checkpoint.ts';
import { exportModel } from '../../../src/domain/files/exportModel.ts';
import {
  type ExportedFolder,
  exportCheckpoint,
  halveExport,
  openExport,
} from '../../../src/domain/files/openExport.ts';
import { readTensors, writeTensors } from '../../../src/domain/files/safetensors.ts';
import { initialWeights } from '../../../src/domain/models/initialize.ts';
import { models } from '../../../src/domain/models/index.ts';
import { presetConfig } from '../../../src/domain/presets/index.ts';
import { tokenizers } from '../../../src/domain/tokenizers/index.ts';

const raise = (): never => {
  throw new Error('the model has no tensor');
};
const tokenizer = tokenizers.character.build('abcdefg\n', {});

function exported(architecture: string, seed = 1) {
  const built = setValue(presetConfig('first-names'), 'model.architecture', architecture);
  const config = 'width' in resolve(built).model.settings ? setValue(built, 'model.width', 16) : built;
  const { definition, settings } = resolve(config).model;
  const weights = initialWeights(definition.tensors(settings, tokenizer.size), seed);
  const files = Object.fromEntries(exportModel(config, weights, tokenizer).map(({ name, bytes }) => [name, bytes]));
  const text = (name: string): string => new TextDecoder().decode(files[name]);
  return {
    config,
    weights,
    files: {
      weights: files['model.safetensors'] ?? new Uint8Array(),
      experiment: text('experiment.json'),
      tokenizer: text('tokenizer.json'),
    },
  };
}

describe.each(Object.keys(models))('%s', (architecture) => {
  const { config, weights, files } = exported(architecture);

  test('opens to the experiment and the weights that were exported', () => {
    const opened = openExport(files);
    expect(opened.config).toEqual(config);
    expect(opened.weights).toEqual(weights);
    expect(opened.tokenizer.toJSON()).toEqual(tokenizer.toJSON());
    const progress = { step: 7, tokensSeen: 70, elapsedSeconds: 3 };
    const checkpoint = decodeCheckpoint(exportCheckpoint(opened, progress));
    expect(checkpoint).toMatchObject({ config, progress, state: {} });
    for (const { name, shape } of opened.tensors) {
      expect(checkpoint.weights[name]).toEqual({ shape, data: weights[name] });
    }
  });

  test('halved, every weight is the nearest f16, in half of the bytes', () => {
    const halved = halveExport(files.weights);
    const opened = openExport({ ...files, weights: halved });
    for (const [name, values] of Object.entries(weights)) {
      expect(opened.weights[name]).toEqual(Float32Array.from(values, (value) => f16round(value)));
    }
    const dataBytes = (bytes: Uint8Array): number =>
      Object.values(readTensors(bytes).tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
    expect(2 * dataBytes(halved)).toBe(dataBytes(files.weights));
    expect(halveExport(halved)).toEqual(halved);
  });
});

describe('what is no exported model is refused', () => {
  const { files } = exported('transformer');
  const codeOf = (changes: Partial<ExportedFolder>): string | undefined => {
    try {
      openExport({ ...files, ...changes });
      return undefined;
    } catch (thrown) {
      return thrown instanceof TrimtabError ? `${thrown.code} ${thrown.detail['reason'] ?? ''}` : String(thrown);
    }
  };
  const { tensors, metadata } = readTensors(files.weights);
  const [[first, tensor] = raise(), ...others] = Object.entries(tensors);
  const size = tensor.data.length;
  const changed = (change: Partial<(typeof tensors)[string]>): Uint8Array =>
    writeTensors({ tensors: { ...tensors, [first]: { ...tensor, ...change } }, metadata });

  test.each([
    ['no experiment', { experiment: '{' }, 'bad-checkpoint experiment'],
    ['no tokenizer', { tokenizer: 'x' }, 'bad-model json'],
    ['another architecture', { experiment: exported('lstm').files.experiment }, 'bad-model tensor-name'],
    [
      'a tensor that is missing',
      {
        weights: writeTensors({ tensors: Object.fromEntries(others), metadata }),
      },
      'bad-model tensor-missing',
    ],
    ['another shape', { weights: changed({ shape: [size, 1] }) }, 'bad-model tensor-shape'],
    [
      'a weight that is no number',
      { weights: changed({ data: new Float32Array(size).fill(Number.NaN) }) },
      'bad-model not-finite',
    ],
  ])('%s', (_what, changes, expected) => {
    expect(codeOf(changes)).toBe(expected);
  });

  test('weights beyond the range of f16 are not halved', () => {
    const huge = changed({ data: new Float32Array(size).fill(1e6) });
    expect(() => halveExport(huge)).toThrow(/f16-range/);
  });

  test('whatever becomes of its bytes, it opens or says why not', () => {
    const edit = fc.record({ at: fc.nat(files.weights.length - 1), to: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 4 }), fc.nat(files.weights.length), (edits, length) => {
        const weights = files.weights.slice();
        for (const { at, to } of edits) weights[at] = to;
        expect(codeOf({ weights: weights.subarray(0, length) }) ?? 'opened').toMatch(/^(bad-|opened)/);
      }),
    );
  });
});
