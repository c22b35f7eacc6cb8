/** Whether an example of a task fits into a model: said here once, for the settings form and for the training loop. */
import type { Problem } from '../core/problem.ts';

export function exampleTooLong(context: number, longest: number): Problem | null {
  if (context >= longest) return null;
  return {
    path: 'model.context',
    message: {
      en: `An example of this task is up to ${longest} tokens long, but the model reads only ${context}.`,
      zh: `该任务的一个样例最长 ${longest} 个词元，而模型只能读 ${context} 个。`,
    },
    nearest: longest,
  };
}
