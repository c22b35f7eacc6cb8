/** Checkpoints: everything comes back exactly; what is not a checkpoint is refused with its reason. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../../src/domain/config/defaults.ts';
import { TrimtabError } from '../../../src/domain/core/errors.ts';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from '../../../src/domain/files/checkpoint.ts';
import { readSafetensors, writeSafetensors } from '../../../src/domain/files/safetensors.ts';
import { presetConfig, presetIds } from '../../../src/domain/presets/index.ts';

const values = fc
  .array(fc.float({ noNaN: true }), { minLength: 3, maxLength: 3 })
  .map((list) => ({ shape: [3], data: Float32Array.from(list) }));

const checkpoint: fc.Arbitrary<Checkpoint> = fc.record({
  config: fc.constantFrom(...presetIds).map((id) => presetConfig(id)),
  progress: fc.record({
    step: fc.nat(),
    tokensSeen: fc.nat(),
    elapsedSeconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
  }),
  weights: fc.record({ 'a.weight': values, 'b/with/slashes': values }),
  state: fc.record({ mean: fc.record({ 'a.weight': values }), square: fc.record({ 'b/with/slashes': values }) }),
});

test('a checkpoint comes back exactly', () => {
  const property = fc.property(checkpoint, (original) => {
    expect(decodeCheckpoint(encodeCheckpoint(original))).toEqual(original);
  });
  fc.assert(property, { numRuns: 50 });
});

function thrownBy(f: () => unknown): unknown {
  try {
    f();
    return null;
  } catch (error) {
    return error;
  }
}

test('a flipped byte never does worse than a typed error', () => {
  const bytes = encodeCheckpoint({
    config: defaultConfig,
    progress: { step: 1, tokensSeen: 2, elapsedSeconds: 3 },
    weights: { w: { shape: [1], data: Float32Array.of(1) } },
    state: {},
  });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (place, value) => {
      const flipped = bytes.slice();
      flipped[place] = value;
      expect(thrownBy(() => decodeCheckpoint(flipped))).toSatisfy(
        (error) => error === null || error instanceof TrimtabError,
      );
    }),
  );
});

test.each([
  ['not-trimtab', {}],
  ['not-trimtab', { trimtab: '{"version":1}' }],
  ['not-trimtab', { trimtab: '{"version":1,"progress":{"step":-1,"tokensSeen":0,"elapsedSeconds":0}}' }],
])('%s', (reason, metadata) => {
  expect(() => decodeCheckpoint(writeSafetensors({ tensors: {}, metadata }))).toThrow(
    expect.objectContaining({ code: 'bad-checkpoint', detail: { reason } }),
  );
});

test('a newer version and an experiment that is not legal are named', () => {
  const encoded = encodeCheckpoint({
    config: defaultConfig,
    progress: { step: 0, tokensSeen: 0, elapsedSeconds: 0 },
    weights: {},
    state: {},
  });
  const { metadata } = readSafetensors(encoded);
  const newer = { ...metadata, trimtab: (metadata['trimtab'] ?? '').replace('"version":1', '"version":2') };
  expect(() => decodeCheckpoint(writeSafetensors({ tensors: {}, metadata: newer }))).toThrow(/version-mismatch/);
  const illegal = { ...metadata, experiment: (metadata['experiment'] ?? '').replace('"width": 64', '"width": 63.5') };
  expect(() => decodeCheckpoint(writeSafetensors({ tensors: {}, metadata: illegal }))).toThrow(
    expect.objectContaining({ code: 'bad-checkpoint', problems: [expect.objectContaining({ path: 'model.width' })] }),
  );
});
