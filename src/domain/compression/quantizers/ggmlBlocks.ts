/** The two block formats of llama.cpp, which differ in a letter of their layout and otherwise in their words. */
import type { Problem } from '../../core/problem.ts';
import type { Shape, WeightQuantizer } from '../contract.ts';
import { blockSize, encodeBlocks, type BlockFormat } from '../encodings/blocks.ts';

type Parts = Pick<WeightQuantizer, 'checkShape' | 'needs' | 'plan' | 'quantize' | 'params'>;

export function blockQuantizer(format: BlockFormat): Parts & { readonly params: Record<never, never> } {
  const plan = ({ rows, columns }: Shape) => ({ kind: 'blocks', format, rows, columns }) as const;
  return {
    params: {},
    needs: 'weights',
    checkShape: wholeBlocks,
    plan,
    quantize: (matrix) => encodeBlocks(plan(matrix), matrix),
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
