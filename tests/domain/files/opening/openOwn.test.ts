/** Exported models open again: of every architecture, to the same weights, and halved to the nearest f16. */
import { f16round } from '@petamoriken/float16';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setValue } from '../../../../src/domain/config/setValue.ts';
import { TrimtabError } from '../../../../src/domain/core/errors.ts';
import { resolve } from '../../../../src/domain/config/resolve.ts';
import { decodeCheckpoint } from '../../../../src/domain/files/checkpoint.ts';
import { exportModel } from '../../../../src/domain/files/exportModel.ts';
import { halveExport } from '../../../../src/domain/files/halveExport.ts';
import { storedForm } from '../../../../src/domain/files/opening/storedForm.ts';
import { readTensors, writeTensors } from '../../../../src/domain/files/safetensors.ts';
import { initialWeights } from '../../../../src/domain/models/initialize.ts';
import { models } from '../../../../src/domain/models/index.ts';
import { presetConfig } from '../../../../src/domain/presets/index.ts';
import { tokenizers } from '../../../../src/domain/tokenizers/index.ts';
import { open, type Files } from './models.ts';

const raise = (): never => {
  throw new Error('the model has no tensor');
};
const tokenizer = tokenizers.character.build('abcdefg\n', {});

function exported(architecture: string, seed = 1) {
  const built = setValue(presetConfig('first-names'), 'model.architecture', architecture);
  const config = 'width' in resolve(built).model.settings ? setValue(built, 'model.width', 16) : built;
  const { definition, settings } = resolve(config).model;
  const weights = initialWeights(definition.tensors(settings, tokenizer.size), seed);
  const files: Files = Object.fromEntries(
    exportModel(config, weights, tokenizer).map(({ name, bytes }) => [name, bytes]),
  );
  return { config, weights, files };
}

const weightsOf = (files: Files): Uint8Array<ArrayBuffer> => files['model.safetensors'] ?? new Uint8Array();

describe.each(Object.keys(models))('%s', (architecture) => {
  const { config, weights, files } = exported(architecture);

  test('opens to the experiment and the weights that were exported', async () => {
    const opened = await open(files);
    expect(opened).toMatchObject({ kind: 'own', state: {}, tokenizer: { vocabulary: tokenizer.size } });
    expect(opened.config).toEqual(config);
    expect(opened.weights).toEqual(weights);
    expect(JSON.parse(opened.tokenizer.json)).toEqual(tokenizer.toJSON());
    const progress = { step: 7, tokensSeen: 70, elapsedSeconds: 3 };
    const checkpoint = decodeCheckpoint(storedForm({ ...opened, progress }, config));
    expect(checkpoint).toMatchObject({ config, progress, state: {} });
    const { definition, settings } = resolve(config).model;
    for (const { name, shape } of definition.tensors(settings, tokenizer.size)) {
      expect(checkpoint.weights[name]).toEqual({ shape, data: weights[name] });
    }
  });

  test('halved, every weight is the nearest f16, in half of the bytes', async () => {
    const halved = halveExport(weightsOf(files));
    const opened = await open({ ...files, 'model.safetensors': halved });
    for (const [name, values] of Object.entries(weights)) {
      expect(opened.weights?.[name]).toEqual(Float32Array.from(values, (value) => f16round(value)));
    }
    const dataBytes = (bytes: Uint8Array): number =>
      Object.values(readTensors(bytes).tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
    expect(2 * dataBytes(halved)).toBe(dataBytes(weightsOf(files)));
    expect(halveExport(halved)).toEqual(halved);
  });
});

describe('what is no exported model is refused', () => {
  const { files } = exported('transformer');
  const codeOf = async (changes: Files): Promise<string | undefined> => {
    try {
      await open({ ...files, ...changes });
      return undefined;
    } catch (thrown) {
      return thrown instanceof TrimtabError ? `${thrown.code} ${thrown.detail['reason'] ?? ''}` : String(thrown);
    }
  };
  const text = (content: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(content));
  const { tensors, metadata } = readTensors(weightsOf(files));
  const [[first, tensor] = raise(), ...others] = Object.entries(tensors);
  const size = tensor.data.length;
  const changed = (change: Partial<(typeof tensors)[string]>): Uint8Array<ArrayBuffer> =>
    writeTensors({ tensors: { ...tensors, [first]: { ...tensor, ...change } }, metadata });
  const weights = (bytes: Uint8Array<ArrayBuffer>): Files => ({ 'model.safetensors': bytes });

  test.each<[string, Files, string]>([
    ['no experiment', { 'experiment.json': text('{') }, 'bad-model experiment'],
    ['no tokenizer', { 'tokenizer.json': text('x') }, 'bad-model json'],
    [
      'another architecture',
      { 'experiment.json': exported('lstm').files['experiment.json'] ?? raise() },
      'bad-model tensor-missing',
    ],
    [
      'a tensor that is missing',
      weights(writeTensors({ tensors: Object.fromEntries(others), metadata })),
      'bad-model tensor-missing',
    ],
    [
      'a tensor too many',
      weights(writeTensors({ tensors: { ...tensors, other: tensor }, metadata })),
      'bad-model tensor-name',
    ],
    ['another shape', weights(changed({ shape: [size, 1] })), 'bad-model tensor-shape'],
    [
      'a weight that is no number',
      weights(changed({ data: new Float32Array(size).fill(Number.NaN) })),
      'bad-model not-finite',
    ],
  ])('%s', async (_what, changes, expected) => {
    expect(await codeOf(changes)).toBe(expected);
  });

  test('weights beyond the range of f16 are not halved', () => {
    const huge = changed({ data: new Float32Array(size).fill(1e6) });
    expect(() => halveExport(huge)).toThrow(/f16-range/);
  });

  test('whatever becomes of its bytes, it opens or says why not', async () => {
    const whole = weightsOf(files);
    const edit = fc.record({ at: fc.nat(whole.length - 1), to: fc.integer({ min: 0, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 4 }), fc.nat(whole.length), async (edits, length) => {
        const bytes = whole.slice();
        for (const { at, to } of edits) bytes[at] = to;
        expect((await codeOf(weights(bytes.slice(0, length)))) ?? 'opened').toMatch(/^(bad-|opened)/);
      }),
    );
  });
});
