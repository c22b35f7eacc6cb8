/** Variants of the current run, and the one that the panels describe. */
import type { CompressedVariant } from '../../protocol/compression.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { saveFile } from '../context/saveFile.ts';

export const useVariants = (): readonly CompressedVariant[] => useAppState((state) => state.compression.variants);

export function useSelectedVariant(): CompressedVariant | null {
  return useAppState(
    ({ compression: { variants, selectedId } }) => variants.find(({ variantId }) => variantId === selectedId) ?? null,
  );
}

/** Saves the compressed file and its tokenizer, under the name of the run. */
export function useSaveVariant(): (variantId: number) => Promise<void> {
  const { compression } = useActions();
  const run = useAppState((state) => state.runs.list.find(({ id }) => id === state.run.runId)?.name ?? 'model');
  return async (variantId) => {
    const files = (await compression.exportFiles(variantId)) ?? [];
    for (const { name, bytes } of files) saveFile(`${run}.${name}`, bytes, 'application/octet-stream');
  };
}
