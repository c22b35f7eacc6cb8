/** The same prompt and seed, written on by the model and then by what became of it; the other reads along. */
import { reportOf } from '../../domain/core/errors.ts';
import type { CompressedVariant } from '../../protocol/compression.ts';
import type { Events, RequestPayload } from '../../protocol/protocol.ts';
import type { Context } from '../context.ts';
import { isCrash } from '../engine.ts';
import type { ComparedToken, ComparisonState, CompressionActions } from './contract.ts';
import { noComparison } from './initialCompression.ts';

type Side = 'original' | 'compressed';
type Text = Pick<RequestPayload<'compare.start'>, 'prompt' | 'options'>;

export type Comparison = Pick<CompressionActions, 'compare' | 'stopComparing'> & { readonly dispose: () => void };

const burstMs = 33;

export function createComparison({ environment, get, patch, nextGenerationId }: Context): Comparison {
  const { client } = environment;
  let current: { readonly generationId: number; readonly side: Side } | null = null;
  let burst: ComparedToken[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const change = (changes: Partial<ComparisonState>): void =>
    patch('compression', { comparison: { ...get().compression.comparison, ...changes } });

  function showBurst(): void {
    clearTimeout(timer);
    timer = undefined;
    if (burst.length === 0 || current === null) return;
    const { side } = current;
    change({ [side]: [...get().compression.comparison[side], ...burst] });
    burst = [];
  }

  function onToken({ generationId, token, fromPrompt, klNats = null }: Events['generate.token']): void {
    if (generationId !== current?.generationId) return;
    burst.push({ token, fromPrompt, klNats });
    timer ??= setTimeout(showBurst, burstMs);
  }

  async function write(side: Side, { runId, variantId }: CompressedVariant, text: Text): Promise<void> {
    const generationId = nextGenerationId();
    current = { generationId, side };
    change({ writing: side });
    await client.request('compare.start', { runId, variantId, writer: side, generationId, ...text });
    showBurst();
  }

  const unlisten = client.on('generate.token', onToken);
  let wanted = 0;

  return {
    async compare() {
      const { selectedId, variants, comparison } = get().compression;
      const variant = variants.find(({ variantId }) => variantId === selectedId);
      if (variant === undefined || comparison.writing !== null) return;
      const own = ++wanted;
      burst = [];
      const { prompt, options } = get().generation;
      patch('compression', { comparison: { ...noComparison, variantId: variant.variantId }, error: null });
      try {
        await write('original', variant, { prompt, options });
        if (own === wanted) await write('compressed', variant, { prompt, options });
      } catch (thrown) {
        if (!isCrash(thrown)) patch('compression', { error: reportOf(thrown) });
      } finally {
        current = null;
        change({ writing: null });
      }
    },
    async stopComparing() {
      if (current === null) return;
      wanted++;
      await client.request('generate.stop', { generationId: current.generationId }).catch(() => undefined);
    },
    dispose() {
      clearTimeout(timer);
      unlisten();
    },
  };
}
