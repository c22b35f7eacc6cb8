/** Layers with common weights: values, names, what is stored, and what is refused. */
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import { layeredName } from '../../../../src/domain/compression/pruners/structured/layeredName.ts';
import { sharingMethods } from '../../../../src/domain/compression/sharing/index.ts';
import { thrownBy } from '../thrownBy.ts';

const method = sharingMethods['cross-layer'];
const pairs = defaultsOf(method.params);
const mean = { ...pairs, together: 0 };
const blocks = /^(h\.)(\d+)(\..*)$/;
const tensors = {
  'wte.weight': Float32Array.of(9),
  'h.0.fc.weight': Float32Array.of(1, 2),
  'h.0.fc.bias': Float32Array.of(0),
  'h.1.fc.weight': Float32Array.of(3, -2),
  'h.1.fc.bias': Float32Array.of(1),
  'h.2.fc.weight': Float32Array.of(5, 6),
  'h.2.fc.bias': Float32Array.of(5),
};

describe('layers that share', () => {
  it('hold the mean, stored under the first layer’s name; what is in no layer stays', () => {
    const { tensors: shared, owners } = method.share(mean, tensors, blocks);
    expect(Object.keys(shared)).toEqual(Object.keys(tensors));
    for (const layer of [0, 1, 2]) {
      expect(shared[`h.${layer}.fc.weight`]).toBe(shared['h.0.fc.weight']);
      expect(owners[`h.${layer}.fc.bias`]).toBe('h.0.fc.bias');
    }
    expect(shared['h.0.fc.weight']).toEqual(Float32Array.of(3, 2));
    expect(shared['h.0.fc.bias']).toEqual(Float32Array.of(2));
    expect(shared['wte.weight']).toBe(tensors['wte.weight']);
    expect(owners['wte.weight']).toBeUndefined();
    expect(tensors['h.0.fc.weight']).toEqual(Float32Array.of(1, 2));
  });

  it('hold the weights of the layer that was chosen', () => {
    const { tensors: shared } = method.share({ ...mean, from: 'layer', layer: 2 }, tensors, blocks);
    expect(shared['h.0.fc.weight']).toEqual(tensors['h.2.fc.weight']);
    expect(shared['h.1.fc.bias']).toEqual(tensors['h.2.fc.bias']);
  });

  it('are in the order of their numbers, not of their digits', () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`rnn.w_l${11 - i}`, Float32Array.of(11 - i)]),
    );
    const { tensors: shared, owners } = method.share({ ...mean, from: 'layer', layer: 10 }, many, /^(.*_l)(\d+)()$/);
    expect(shared['rnn.w_l3']).toEqual(Float32Array.of(10));
    expect(owners['rnn.w_l11']).toBe('rnn.w_l0');
  });

  it('are neighbours where not all share, and the one left over keeps its own', () => {
    const { tensors: shared, owners } = method.share(pairs, tensors, blocks);
    expect(shared['h.0.fc.weight']).toEqual(Float32Array.of(2, 0));
    expect(shared['h.1.fc.weight']).toBe(shared['h.0.fc.weight']);
    expect(shared['h.2.fc.weight']).toBe(tensors['h.2.fc.weight']);
    expect(owners).toEqual({
      'h.0.fc.weight': 'h.0.fc.weight',
      'h.1.fc.weight': 'h.0.fc.weight',
      'h.0.fc.bias': 'h.0.fc.bias',
      'h.1.fc.bias': 'h.0.fc.bias',
    });
  });

  it('the same again changes nothing', () => {
    const once = method.share(mean, tensors, blocks);
    expect(method.share(mean, once.tensors, blocks)).toEqual(once);
  });

  it('must be there, and of one shape', () => {
    expect(thrownBy(() => method.share({ ...mean, from: 'layer', layer: 3 }, tensors, blocks))).toMatchObject({
      code: 'bad-config',
      problems: [{ path: 'layer', nearest: 2 }],
    });
    const uneven = { ...tensors, 'h.1.fc.bias': Float32Array.of(1, 2) };
    expect(thrownBy(() => method.share(mean, uneven, blocks))).toMatchObject({ code: 'bad-config' });
  });
});

it('names of layers are taken apart and put together', () => {
  expect(layeredName('wte.weight', blocks)).toBeNull();
  const parts = layeredName('h.12.fc.bias', blocks);
  expect([parts?.layer, parts?.kind, parts?.at(3)]).toEqual([12, 'h.*.fc.bias', 'h.3.fc.bias']);
});
