/** Times every variant of the kernels on one device and says which results are wrong. Prints lines, returns rows. */
import { attentionVariants, fitsSubgroups as attentionFits } from '../../shaders/flash-attention/variants.ts';
import { layerNormVariants } from '../../shaders/layer-norm/variants.ts';
import { cut, fitsSubgroups, productVariants, type ProductVariant } from '../../shaders/linear/variants.ts';
import { attentionSubject } from '../../src/engine/gpu/tuning/attentionSubject.ts';
import { layerNormSubject } from '../../src/engine/gpu/tuning/layerNormSubject.ts';
import { backwardSubject, productSubject } from '../../src/engine/gpu/tuning/linearSubjects.ts';
import type { Subject } from '../../src/engine/gpu/tuning/subject.ts';
import { tryCandidates, type Trial } from '../../src/engine/gpu/tuning/trial.ts';
import { gpuPeaks } from '../../src/engine/limits/gpuPeaks.ts';
import { kernelLabel, refusalLabel, shapeLabel } from './labels.ts';
import {
  largeAttentions,
  largeLayers,
  largeNorms,
  largeProducts,
  smallAttentions,
  smallLayers,
  smallNorms,
  smallProducts,
} from './shapes.ts';

export interface BenchOptions {
  /** Large shapes and sums cut up, too. */
  readonly large: boolean;
  readonly only: RegExp;
  readonly variants: RegExp;
  /** Whether the device has them. */
  readonly subgroups: boolean;
  /** Invocations in each, where that is always the same. */
  readonly lanes: number | null;
  readonly timingMs: number;
  readonly rounds: number;
  readonly print: (line: string) => void;
}

export interface Row {
  readonly kernel: string;
  readonly shape: string;
  readonly variant: string;
  readonly gflops: number | null;
  readonly refused: string | null;
}

export async function benchVariants(device: GPUDevice, options: BenchOptions): Promise<readonly Row[]> {
  const { print } = options;
  const peaks = gpuPeaks(device, !options.large);
  const measurePeak = async (): Promise<number> => ((await peaks.measureFlops()) ?? NaN) / 1e9;
  let peak = await measurePeak();
  print(`FMA peak: ${peak.toFixed(0)} GFLOP/s`);
  const rows: Row[] = [];
  for (const makeSubject of subjects(options)) {
    const subject = makeSubject();
    const { flops, task } = subject;
    const [kernel, shape] = [kernelLabel(task), shapeLabel(task)];
    if (!options.only.test(`${kernel} ${shape}`)) continue;
    const trials = await bestTrials(device, subject, options);
    // Again and again, because the machine may have other work at times.
    if (options.rounds > 1) peak = Math.max(peak, await measurePeak());
    print(`${kernel}, ${shape}`);
    for (const { id, ms, refused: reason } of trials) {
      const refused = reason && refusalLabel(reason);
      const gflops = ms === null ? null : flops / ms / 1e6;
      rows.push({ kernel, shape, variant: id, gflops, refused });
      const speed =
        gflops === null
          ? `REFUSED ${refused}`
          : `${gflops.toFixed(1)} GFLOP/s, ${((100 * gflops) / peak).toFixed(1)} %`;
      print(`  ${id.padEnd(34)} ${speed}`);
    }
  }
  return rows;
}

/** The best of several rounds through all candidates, fastest first. */
async function bestTrials(
  device: GPUDevice,
  subject: Subject,
  { rounds, timingMs }: BenchOptions,
): Promise<readonly Trial[]> {
  const best = new Map<string, Trial>();
  for (let round = 0; round < rounds; round++) {
    for (const trial of await tryCandidates(device, subject, { timingMs })) {
      const known = best.get(trial.id);
      if (!known || (known.ms !== null && (trial.ms ?? 0) < known.ms)) best.set(trial.id, trial);
    }
  }
  return [...best.values()].toSorted((a, b) => (a.ms ?? Infinity) - (b.ms ?? Infinity));
}

/** Made one by one: their inputs are large. */
function subjects({ large, variants, subgroups, lanes }: BenchOptions): readonly (() => Subject)[] {
  const chosen = productVariants.filter((variant) => variants.test(variant.id) && fitsSubgroups(variant, lanes));
  const withShares = (counts: readonly number[]): readonly ProductVariant[] =>
    counts.flatMap((shares) => chosen.map((variant) => cut(variant, shares)));
  const products = large ? [...smallProducts, ...largeProducts] : smallProducts;
  const layers = large ? [...smallLayers, ...largeLayers] : smallLayers;
  const norms = layerNormVariants.filter(({ id, sums }) => variants.test(id) && (subgroups || sums !== 'subgroup'));
  const attentions = attentionVariants.filter((variant) => variants.test(variant.id) && attentionFits(variant, lanes));
  return [
    ...products.map(
      ({ layout, bias, shape }) =>
        () =>
          productSubject(layout, bias, shape, withShares(large && shape.inner > 4096 ? [1, 4, 16] : [1])),
    ),
    ...layers.map((shape) => () => backwardSubject(shape, withShares(large ? [1, 8] : [1]))),
    ...(large ? [...smallNorms, ...largeNorms] : smallNorms).map((shape) => () => layerNormSubject(shape, norms)),
    ...(large ? [...smallAttentions, ...largeAttentions] : smallAttentions).map(
      (shape) => () => attentionSubject(shape, attentions),
    ),
  ];
}
