/** Opening models on paper: whatever the files are called says what they are. */
import type { Recipe } from '../../src/domain/compression/recipe/recipe.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { TrimtabError } from '../../src/domain/core/errors.ts';
import type { CompressedVariant } from '../../src/protocol/compression.ts';
import type { Emit, Handlers } from '../../src/protocol/protocol.ts';
import type { FakeCheckpoints } from './fakeEngine.ts';

export const openedConfig = validate({ data: { tokenizer: 'imported', tokenizerHash: '0123456789abcdef' } }).config;
export const openedStep = 40;
export const openedRecipe: Recipe = { passes: [], rest: 'f16' };

interface Parts {
  readonly emit: Emit;
  readonly checkpoints: FakeCheckpoints;
  readonly variantOf: (runId: string, recipe: Recipe) => CompressedVariant;
}

type FileHandlers = Pick<Handlers, 'files.open' | 'files.cancel' | 'files.compressed' | 'run.gguf'>;

export function fakeFiles({ emit, checkpoints, variantOf }: Parts): FileHandlers {
  return {
    'files.open': async ({ runId, files, progress }) => {
      const names = files.map(({ name }) => name);
      if (!names.some((name) => name.endsWith('.safetensors'))) {
        throw new TrimtabError('bad-model', { file: 'model.safetensors', reason: 'file-missing' });
      }
      emit('files.progress', { runId, share: 0.5 });
      const step = progress?.step ?? openedStep;
      checkpoints.set(runId, step);
      const compressed = names.some((name) => name.endsWith('model.trimtab.safetensors'));
      return {
        kind: compressed ? 'compressed' : 'own',
        name: null,
        config: openedConfig,
        step,
        parameters: 810_000,
        vocabulary: 96,
        recipe: compressed ? openedRecipe : null,
        otherCorpus: true,
      };
    },
    'files.cancel': async () => null,
    'files.compressed': async ({ runId }) => ({ ...variantOf(runId, openedRecipe), opened: true }),
    'run.gguf': async ({ format }) => ({ name: `model-${format}.gguf`, bytes: new Uint8Array(8) }),
  };
}
