/**
 * Which variant of a kernel runs where. It remembers what the model has asked for; `tune` then has the variant that looks
 * best prove itself against the reference, and, as far as time allows, others too, and keeps the fastest that is right.
 * Until then, and wherever nothing better is known, the plain variants run.
 */
import type { AttentionShape } from '../../../../shaders/flash-attention/kernel.ts';
import type { AttentionVariant } from '../../../../shaders/flash-attention/variants.ts';
import type { LayerNormShape } from '../../../../shaders/layer-norm/kernel.ts';
import type { LayerNormVariant } from '../../../../shaders/layer-norm/variants.ts';
import type { LinearShape } from '../../../../shaders/linear/backward.ts';
import type { Layout, ProductShape } from '../../../../shaders/linear/kernel.ts';
import type { ProductVariant } from '../../../../shaders/linear/variants.ts';
import type { KernelPick, KernelReport } from '../../../protocol/kernels.ts';
import type { GpuPeaks } from '../../limits/gpuPeaks.ts';
import { compilePipeline } from '../workbench.ts';
import { attentionFamily, layerNormFamily, linearBackwardFamily, productFamily, type Family } from './family.ts';
import { emptyRecord, tuningVersion, type TuningStorage } from './record.ts';
import type { DeviceKind } from './shortlist.ts';
import { tryCandidates } from './trial.ts';

export interface KernelChoice {
  product(layout: Layout, bias: boolean, shape: ProductShape): ProductVariant;
  linearBackward(shape: LinearShape): ProductVariant;
  layerNorm(shape: LayerNormShape): LayerNormVariant;
  attention(shape: AttentionShape): AttentionVariant;
  /**
   * Chooses for all that was asked for since, for about so many milliseconds; what is left waits for the next call. To be
   * called between steps, since it changes which kernels run.
   */
  tune(budgetMs?: number): Promise<void>;
  /** What was chosen, in the order in which it was asked for. */
  report(): readonly KernelReport[];
  /** Forgets all choices, the stored ones included. */
  reset(): Promise<void>;
}

export interface ChoiceOptions {
  readonly device: GPUDevice;
  readonly kind: DeviceKind;
  /** Null: nothing is kept. */
  readonly storage: TuningStorage | null;
  /** What shares are of. */
  readonly peaks: GpuPeaks;
}

/** Something that was asked for. */
interface Need {
  readonly key: string;
  readonly flops: number;
  /** The variant that looks best. */
  readonly first: string;
  /** Compiles a variant beside others, so that its trial need not wait for it. */
  readonly compile: (variant: string) => Promise<void>;
  /** Tries the variants that are named, or else those on the shortlist. Null where nothing can be said about them. */
  readonly compete: (
    only: string | null,
    without: readonly string[],
    goOn: () => boolean,
  ) => Promise<KernelPick | null>;
}

const defaultBudgetMs = 800;
const timingMs = 3;

export function kernelChoice({ device, kind, storage, peaks }: ChoiceOptions): KernelChoice {
  // What was chosen for one precision must never run in the other.
  const precision = kind.half ? ['f16-inputs'] : [];
  const storageKey = [kind.name, ...[...device.features].toSorted(), ...precision].join(' ');
  const needs = new Map<string, Need>();
  /** Whose choice has been found right since the device was opened. */
  const proven = new Set<string>();
  /** Whose choice has been compared with others too, now or on an earlier visit. */
  const settled = new Set<string>();
  let record = emptyRecord;
  let loaded = false;
  let tuning = Promise.resolve();

  function choose<Shape, Variant extends { readonly id: string }>(
    family: Family<Shape, Variant>,
    shape: Shape,
  ): Variant {
    const key = `${family.kernel}: ${family.classOf(shape)}`;
    if (!needs.has(key)) needs.set(key, needOf(key, family, shape));
    const pick = proven.has(key) ? record.picks[key] : undefined;
    if (pick) return family.byId(pick.variant) ?? family.fallback;
    // The table for software adapters holds what was measured and found right on them.
    return kind.software ? (family.shortlist(shape, kind)[0] ?? family.fallback) : family.fallback;
  }

  function needOf<Shape, Variant extends { readonly id: string }>(
    key: string,
    family: Family<Shape, Variant>,
    shape: Shape,
  ): Need {
    const variantsOf = (only: string | null, without: readonly string[]): readonly Variant[] => {
      const one = only === null ? null : family.byId(only);
      return one ? [one] : family.shortlist(shape, kind).filter(({ id }) => !without.includes(id));
    };
    return {
      key,
      flops: family.flops(shape),
      first: (family.shortlist(shape, kind)[0] ?? family.fallback).id,
      async compile(variant) {
        const { candidates } = family.subject(shape, variantsOf(variant, []));
        await Promise.all(
          candidates.flatMap(({ dispatches }) => dispatches.map((one) => compilePipeline(device, one))),
        );
      },
      async compete(only, without, goOn) {
        const subject = family.subject(shape, variantsOf(only, without));
        const trials = await tryCandidates(device, subject, { timingMs, goOn });
        if (trials.length === 0) return null;
        const refused = trials.flatMap(({ id, refused: reason }) => (reason === null ? [] : [{ variant: id, reason }]));
        const timed = trials.flatMap(({ id, ms }) => (ms === null ? [] : [{ id, gflops: subject.flops / ms / 1e6 }]));
        const best = timed.toSorted((a, b) => b.gflops - a.gflops)[0] ?? { id: family.fallback.id, gflops: null };
        return { task: subject.task, variant: best.id, gflops: best.gflops, refused, compared: only === null };
      },
    };
  }

  const keep = (key: string, pick: KernelPick): void => {
    record = { ...record, picks: { ...record.picks, [key]: pick } };
    proven.add(key);
  };

  /** What was chosen on an earlier visit, or else looks best, has to prove that it is right. */
  async function prove({ key, first, compete }: Need): Promise<void> {
    const known = record.picks[key];
    const proof = await compete(known?.variant ?? first, [], () => true);
    if (!proof) return;
    const refused = [...(known?.refused ?? []), ...proof.refused];
    const compared = known?.compared === true && proof.refused.length === 0;
    keep(key, { ...proof, refused, compared });
    if (compared) settled.add(key);
  }

  async function settle({ key, compete }: Need, goOn: () => boolean): Promise<void> {
    const refused = record.picks[key]?.refused ?? [];
    const without = refused.map(({ variant }) => variant);
    const pick = await compete(null, without, goOn);
    if (!pick) return;
    keep(key, { ...pick, refused: [...refused, ...pick.refused] });
    settled.add(key);
  }

  /** Side by side, because a compiler takes far longer than a trial. */
  async function compileFirst(open: readonly Need[]): Promise<void> {
    // Kernels that this device does not take are refused in their trial.
    device.pushErrorScope('validation');
    await Promise.allSettled(open.map(({ key, first, compile }) => compile(record.picks[key]?.variant ?? first)));
    await device.popErrorScope();
  }

  async function tune(budgetMs: number): Promise<void> {
    const end = performance.now() + budgetMs;
    const goOn = (): boolean => performance.now() < end;
    const open = [...needs.values()].filter(({ key }) => !settled.has(key)).toSorted((a, b) => b.flops - a.flops);
    if (open.length === 0) return;
    // Without storage all is tried again on the next visit, and nothing else is lost.
    const stored = loaded ? null : await storage?.load(storageKey).catch(() => null);
    loaded = true;
    if (stored?.version === tuningVersion) record = stored;
    await peaks.know(record.flopsPerSecond);
    const unproven = open.filter(({ key }) => !proven.has(key));
    await compileFirst(unproven);
    for (const need of unproven) await prove(need);
    for (const need of open) if (goOn() && !settled.has(need.key)) await settle(need, goOn);
    await storage?.save(storageKey, { ...record, flopsPerSecond: peaks.flopsPerSecond() }).catch(() => undefined);
  }

  return {
    product: (layout, bias, shape) => choose(products[layout][bias ? 'biased' : 'plain'], shape),
    linearBackward: (shape) => choose(linearBackwardFamily, shape),
    layerNorm: (shape) => choose(layerNormFamily, shape),
    attention: (shape) => choose(attentionFamily, shape),
    tune(budgetMs = defaultBudgetMs) {
      tuning = tuning.catch(() => undefined).then(() => tune(budgetMs));
      return tuning;
    },
    report() {
      const flopsPerSecond = peaks.flopsPerSecond();
      return [...needs.keys()].flatMap((key) => {
        const pick = proven.has(key) ? record.picks[key] : undefined;
        const share = pick?.gflops != null && flopsPerSecond !== null ? (1e9 * pick.gflops) / flopsPerSecond : null;
        return pick ? [{ ...pick, share }] : [];
      });
    },
    async reset() {
      await tuning.catch(() => undefined);
      record = emptyRecord;
      settled.clear();
      proven.clear();
      await storage?.save(storageKey, record);
    },
  };
}

const families = (layout: Layout): Record<'plain' | 'biased', Family<ProductShape, ProductVariant>> => ({
  plain: productFamily(layout, false),
  biased: productFamily(layout, true),
});

const products = { NN: families('NN'), NT: families('NT'), TN: families('TN') } as const;
