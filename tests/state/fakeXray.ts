/** What the fake engine's x-ray sees: numbers on paper, of the kind and shape that the engine gives. */
import { gaussian } from '../../src/domain/core/random.ts';
import { attentionWeights } from '../../src/domain/xray/attentionWeights.ts';
import { extentAround, places } from '../../src/domain/xray/grid.ts';
import { spreadOf } from '../../src/domain/xray/spread.ts';
import type { Emit, Handlers } from '../../src/protocol/protocol.ts';
import type { ReadToken, XrayRequests } from '../../src/protocol/xray.ts';

const numbers = (length: number, size: number, stream: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => (i % 50 === 0 ? 0 : size * gaussian(1, stream, i)));

const letters = Array.from('to be or not to be, that is the question');

const tokenAt = (text: string, i: number): ReadToken => ({
  id: i,
  text,
  probability: i === 0 ? 1 : Math.exp(-(i % 7) / 2),
  alternatives: i === 0 ? [] : [{ label: text, probability: Math.exp(-(i % 7) / 2) }],
  lossNats: i === 0 ? null : (i % 7) / 2,
  rank: i === 0 ? null : 1 + (i % 7),
});

/** A valley that is twice as steep upwards as sideways. */
const lossAt = (x: number, y: number): number => 1.5 + x * x + 2 * y * y;

export function fakeXray(emit: Emit, stepOf: (runId: string) => number): Pick<Handlers, keyof XrayRequests> {
  const remembered: number[] = [];
  return {
    'xray.spreads': async ({ runId }) => ({
      step: stepOf(runId),
      kinds: [
        { name: 'weight', root: false },
        { name: 'gradient', root: false },
        { name: 'mean', root: false },
        { name: 'square', root: true },
      ],
      groups: ['transformer.wte.weight', 'transformer.h.0.ln_1.weight'].map((name, group) => ({
        layer: group === 0 ? null : 0,
        name,
        spreads: [0.1, 1e-3, 1e-4]
          .map((size, kind) => spreadOf([numbers(500, size, 10 * group + kind)]))
          .concat(spreadOf([numbers(500, 1e-3, 50 + group).map((value) => value * value)], true)),
      })),
    }),
    'xray.read': async ({ runId }) => {
      const tokens = letters.map(tokenAt);
      const losses = tokens.flatMap(({ lossNats }) => lossNats ?? []);
      const meanNats = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      return { step: stepOf(runId), tokens, meanNats, unknown: 0, cut: 0 };
    },
    'xray.mixing': async ({ runId, layer }) => {
      const labels = letters.slice(0, 8);
      const qkv = numbers(8 * 3 * 8, 1, 60 + layer);
      const values = attentionWeights(qkv, { heads: 2, time: 8, mask: 'causal' });
      return { step: stepOf(runId), mixers: ['attention', 'attention'], layer, labels, values, heads: 2, cut: 0 };
    },
    'xray.noise': async ({ runId, repeats }) => {
      emit('xray.progress', { runId, done: 1, of: 2, elapsedMs: 500 });
      const result = { scale: 48, error: 6, signal: 0.01, noise: 0.48, small: 1, large: 8, time: 64, batchSize: 12 };
      return { ...result, step: stepOf(runId), repeats };
    },
    'xray.remember': async ({ runId }) => {
      remembered.push(stepOf(runId));
      return [...remembered];
    },
    'xray.landscape': async ({ runId, directions, points, reach }) => {
      emit('xray.progress', { runId, done: 1, of: points * points, elapsedMs: 100 });
      const xs = places({ low: -reach, high: reach }, points);
      const ys = places(extentAround([1, -1]), points);
      const losses = Float64Array.from({ length: points * points }, (_, i) =>
        lossAt(xs[i % points] ?? 0, ys[Math.floor(i / points)] ?? 0),
      );
      const path = [
        { step: 0, x: 0.8, y: 0.5 },
        { step: 10, x: 0.4, y: 0.1 },
        { step: stepOf(runId), x: 0, y: 0 },
      ];
      return { directions, step: stepOf(runId), lossNats: 1.5, tokens: 640, xs, ys, losses, path, explained: 0.9 };
    },
    'xray.conflicts': async ({ runId }) => {
      emit('xray.progress', { runId, done: 1, of: 2, elapsedMs: 500 });
      const groups = [
        { layer: null, name: 'transformer.wte.weight', cosine: 0.4, lossNorm: 2, termNorm: 0.5 },
        { layer: 0, name: 'transformer.h.0.ln_1.weight', cosine: -0.25, lossNorm: 1, termNorm: 0.5 },
        { layer: 1, name: 'transformer.h.1.ln_1.weight', cosine: Number.NaN, lossNorm: 1, termNorm: 0 },
      ];
      const whole = { cosine: -0.125, lossNorm: 3, termNorm: 0.75 };
      return { step: stepOf(runId), terms: [{ id: 'unlikelihood', weight: 0.5, whole, groups }] };
    },
    'xray.cancel': async () => null,
  };
}
