/** What the fake engine's loss workshop reads: logits on paper, of the kind and shape that the engine gives. */
import { gaussian } from '../../src/domain/core/random.ts';
import type { Handlers } from '../../src/protocol/protocol.ts';
import type { WorkshopRequests } from '../../src/protocol/workshop.ts';

const text = 'to be or not to be';
const labels = Array.from(new Set(text)).concat(Array.from({ length: 20 }, (_, i) => `<${i}>`));

export const fakeWorkshop = (stepOf: (runId: string) => number): Pick<Handlers, keyof WorkshopRequests> => ({
  'workshop.read': async ({ runId, sequence }) => {
    const texts = Array.from(text);
    return {
      step: stepOf(runId),
      steps: 100,
      sequence,
      sequences: 4,
      texts,
      labels,
      // The first is not counted, as in a task.
      targets: Int32Array.from(texts, (_, i) => (i === 0 ? -1 : labels.indexOf(texts[(i + 1) % texts.length] ?? ''))),
      logits: Float32Array.from({ length: texts.length * labels.length }, (_, i) => 2 * gaussian(1, 90 + sequence, i)),
      counts: Float64Array.from(labels, (_, i) => 100 / (1 + i)),
    };
  },
});
