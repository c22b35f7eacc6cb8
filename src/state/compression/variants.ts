/**
 * Compressing the model of the run, once or for many recipes in turn, and what is kept of it. The worker forgets the
 * variants with their run; the page does so at the same moments.
 */
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import { reportOf } from '../../domain/core/errors.ts';
import type { CompressedVariant, CompressionProgress } from '../../protocol/compression.ts';
import type { Context } from '../context.ts';
import type { AppState } from '../contract.ts';
import { isCrash } from '../engine.ts';
import { isHeld } from '../run/runState.ts';
import type { CompressionActions, CompressionWork, SweepRequest } from './contract.ts';
import { withoutVariants } from './initialCompression.ts';
import { ordersBudgetMs, whyNoOrders } from './orders.ts';
import { whyNoCompression, whyNoSweep } from './policy.ts';
import type { RecipeTools } from './recipeEditor.ts';

export type Variants = Pick<
  CompressionActions,
  'run' | 'sweep' | 'tryOrders' | 'runAll' | 'cancel' | 'select' | 'setBudget' | 'drop' | 'exportFiles'
> & {
  /** A model that was opened compressed is measured and becomes a variant; its recipe says how it was made. */
  readonly adopt: (recipe: Recipe) => Promise<void>;
  readonly dispose: () => void;
};

type Ask = (runId: string, recipe: Recipe) => Promise<CompressedVariant | null>;

const first = (kind: CompressionWork['kind'], recipe: Recipe, of: number): CompressionWork => ({
  kind,
  recipe,
  done: 0,
  of,
  progress: null,
  phaseStartMs: 0,
  spentMs: 0,
  cancelling: false,
});

export function createVariants(
  { environment, store, get, patch }: Context,
  tools: () => Promise<RecipeTools>,
): Variants {
  const { client } = environment;
  const lab = (): AppState['compression'] => get().compression;

  const change = (changes: Partial<CompressionWork>): void => {
    const { working } = lab();
    if (working !== null) patch('compression', { working: { ...working, ...changes } });
  };

  function failed(thrown: unknown): void {
    if (!isCrash(thrown)) patch('compression', { error: reportOf(thrown) });
  }

  function onProgress(progress: CompressionProgress): void {
    const { working } = lab();
    if (working === null || progress.runId !== get().run.runId) return;
    const before = working.progress;
    const same = before?.phase === progress.phase && before.pass === progress.pass;
    // The first news of a phase comes when some of it is done: it began with the last news of the one before.
    change({ progress, ...(!same && { phaseStartMs: before?.elapsedMs ?? 0 }) });
  }

  /** False once there is no point in a further one. */
  async function compress(runId: string, recipe: Recipe, ask: Ask, inBackground: boolean): Promise<boolean> {
    change({ recipe, progress: null, phaseStartMs: 0 });
    const startedAt = environment.now();
    const variant = await ask(runId, recipe);
    const { run, compression } = get();
    if (variant === null || run.runId !== runId || !isHeld(run.phase)) return false;
    const ms = environment.now() - startedAt;
    patch('compression', {
      variants: [...compression.variants, variant],
      selectedId: inBackground ? compression.selectedId : variant.variantId,
      paceMs: compression.paceMs === null ? ms : (compression.paceMs + ms) / 2,
    });
    const { working } = lab();
    if (working === null) return false;
    change({ done: working.done + 1, spentMs: working.spentMs + ms });
    return !working.cancelling;
  }

  const made: Ask = (runId, recipe) => client.request('compress.run', { runId, recipe });

  /** Whether one more would be done in the time that is given. */
  function fitsInto(limitMs: number): boolean {
    const { working, paceMs } = lab();
    const { done = 0, spentMs = 0 } = working ?? {};
    return done === 0 || spentMs + (paceMs ?? 0) <= limitMs;
  }

  async function work(
    kind: CompressionWork['kind'],
    recipes: readonly Recipe[],
    request?: SweepRequest,
    ask = made,
  ): Promise<void> {
    const limitMs = request === undefined ? Infinity : 1000 * request.seconds;
    const { runId } = get().run;
    const [start] = recipes;
    if (runId === null || start === undefined) return;
    patch('compression', { working: first(kind, start, recipes.length), error: null });
    try {
      for (const recipe of recipes) {
        if (!fitsInto(limitMs) || !(await compress(runId, recipe, ask, request?.inBackground === true))) break;
      }
    } catch (thrown) {
      // What becomes of a run that is gone concerns nobody.
      if (get().run.runId === runId) failed(thrown);
    } finally {
      patch('compression', { working: null });
    }
  }

  /** Variants of a sweep are compared with each other, so all must be of one state of the model. */
  async function standing(of: () => Promise<void>): Promise<void> {
    const { runId, phase } = get().run;
    if (runId === null || phase !== 'running') return of();
    await client.request('run.pause', { runId });
    try {
      await of();
    } finally {
      const { run } = get();
      if (run.runId === runId && run.phase === 'paused') await client.request('run.continue', { runId });
    }
  }

  const stops = [
    client.on('compress.progress', onProgress),
    store.subscribe(({ run }, { run: before }) => {
      const gone = run.runId !== before.runId || (run.phase !== before.phase && !isHeld(run.phase));
      if (gone && (lab().variants.length > 0 || lab().error !== null)) patch('compression', withoutVariants);
    }),
  ];

  return {
    async run() {
      const { recipe } = lab();
      if (recipe !== null && whyNoCompression(get()) === null) await work('recipe', [recipe]);
    },
    async sweep(request) {
      try {
        const { sweepRecipes } = await tools();
        if (whyNoSweep(get()) !== null) return;
        const recipes = request?.recipes ?? sweepRecipes(lab().recipe?.rest ?? 'f16');
        await standing(() => work('sweep', recipes, request));
      } catch (thrown) {
        failed(thrown);
      }
    },
    async tryOrders() {
      try {
        const { recipeOrders } = await tools();
        const { recipe, variants } = lab();
        if (recipe === null || whyNoOrders(get()) !== null) return;
        const recipes = recipeOrders(recipe);
        patch('compression', { orders: null });
        await standing(() => work('orders', recipes, { recipes, seconds: ordersBudgetMs / 1000 }));
        const known = new Set(variants.map(({ variantId }) => variantId));
        const fresh = lab().variants.filter(({ variantId }) => !known.has(variantId));
        const variantIds = fresh.map(({ variantId }) => variantId);
        if (fresh.length > 0) patch('compression', { orders: { variantIds, of: recipes.length } });
      } catch (thrown) {
        failed(thrown);
      }
    },
    async runAll(recipes) {
      try {
        if (whyNoSweep(get()) === null) await standing(() => work('sweep', recipes));
      } catch (thrown) {
        failed(thrown);
      }
    },
    adopt: (recipe) => work('recipe', [recipe], undefined, (runId) => client.request('files.compressed', { runId })),
    async cancel() {
      const { runId } = get().run;
      if (runId === null || lab().working === null) return;
      change({ cancelling: true });
      await client.request('compress.cancel', { runId }).catch(failed);
    },
    select: (selectedId) => patch('compression', { selectedId }),
    setBudget: (changes) => patch('compression', { budget: { ...lab().budget, ...changes } }),
    async drop(variantId) {
      const { variants, selectedId } = lab();
      const dropped = variants.find((variant) => variant.variantId === variantId);
      if (dropped === undefined) return;
      const left = variants.filter((variant) => variant !== dropped);
      patch('compression', {
        variants: left,
        selectedId: selectedId === variantId ? (left.at(-1)?.variantId ?? null) : selectedId,
      });
      await client.request('compress.drop', { runId: dropped.runId, variantId }).catch(failed);
    },
    async exportFiles(variantId) {
      const variant = lab().variants.find((other) => other.variantId === variantId);
      if (variant === undefined) return null;
      try {
        return await client.request('compress.export', { runId: variant.runId, variantId });
      } catch (thrown) {
        failed(thrown);
        return null;
      }
    },
    dispose: () => stops.forEach((stop) => stop()),
  };
}
