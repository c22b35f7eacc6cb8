/** The two block formats of llama.cpp, which differ in a letter of their layout and otherwise in their words. */
import type { Problem } from '../../core/problem.ts';
import type { Shape, WeightQuantizer } from '../contract.ts';
import { TrimtabError } from '../../core/errors.ts';
import { blockSize, encodeBlocks, type BlockFormat } from '../encodings/blocks.ts';

type Parts = Pick<WeightQuantizer, 'checkShape' | 'needs' | 'plan' | 'quantize' | 'params'>;

/** @throws TrimtabError `bad-config` from `quantize` where rows are no whole blocks. */
export function blockQuantizer(format: BlockFormat): Parts & { readonly params: Record<never, never> } {
  const plan = ({ rows, columns }: Shape) => ({ kind: 'blocks', format, rows, columns }) as const;
  return {
    params: {},
    needs: 'weights',
    checkShape: wholeBlocks,
    plan,
    quantize(matrix) {
      const problems = wholeBlocks(matrix);
      if (problems.length > 0) throw new TrimtabError('bad-config', {}, problems);
      return encodeBlocks(plan(matrix), matrix);
    },
  };
}

function wholeBlocks({ columns }: Shape): readonly Problem[] {
  if (columns % blockSize === 0) return [];
  return [
    {
      path: '',
      message: {
        en: `llama.cpp writes rows as blocks of ${blockSize} weights, and a row of ${columns} is no whole number of them.`,
        zh: `llama.cpp 以 ${blockSize} 个权重为一块按行存储，而 ${columns} 个权重的行不能分成整块。`,
      },
    },
  ];
}
