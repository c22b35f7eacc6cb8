/**
 * Facts about training data, and the n-gram losses to beat. Found out by the second worker, so that counting does not
 * slow training: facts soon after the person chose other data, baselines once the first losses have come in. The
 * worker is ended when it has nothing left to do, with the corpus that it holds.
 */
import type { ExperimentConfig } from '../domain/config/schema.ts';
import type { DataFacts } from '../domain/data/contract.ts';
import type { RequestResult } from '../protocol/protocol.ts';
import type { Context } from './context.ts';
import type { DataEntry, DataState, OwnText } from './contract.ts';
import { dataKey } from './dataKey.ts';
import type { Errors } from './errors.ts';

export const initialData: DataState = { byKey: {} };

type Question = 'data.describe' | 'baselines.compute';
type Data = ExperimentConfig['data'];

export interface DataFactsCache {
  /** The worker that trains has told. */
  know(data: Data, facts: DataFacts): void;
  describe(data: Data, ownText: OwnText | null): Promise<void>;
  countBaselines(data: Data, ownText: OwnText | null): Promise<void>;
}

const unknown: DataEntry = { facts: null, baselines: null, busy: false };

export function createDataFacts(context: Context, errors: Errors): DataFactsCache {
  const { counter } = context.environment;
  /** Questions that the worker has not answered yet. */
  const open = new Set<string>();

  counter.onCrash((error) => errors.show(error, { kind: 'notice' }));

  const entry = (data: Data): DataEntry => context.get().data.byKey[dataKey(data)] ?? unknown;
  const change = (data: Data, changes: Partial<DataEntry>): void => {
    const { byKey } = context.get().data;
    const busy = [...open].some((question) => question.endsWith(dataKey(data)));
    context.patch('data', { byKey: { ...byKey, [dataKey(data)]: { ...entry(data), ...changes, busy } } });
  };

  async function ask<N extends Question>(
    name: N,
    data: Data,
    ownText: OwnText | null,
  ): Promise<RequestResult<N> | null> {
    const question = name + dataKey(data);
    if (open.has(question)) return null;
    open.add(question);
    change(data, {});
    try {
      return await counter.request(name, { data, ownText: ownText?.text ?? null });
    } catch (thrown) {
      errors.caught(thrown, { kind: 'notice' });
      return null;
    } finally {
      open.delete(question);
      change(data, {});
      if (open.size === 0) counter.restart();
    }
  }

  return {
    know: (data, facts) => change(data, { facts }),
    async describe(data, ownText) {
      if (entry(data).facts !== null) return;
      // A text of one's own that was never named is not missing; the settings ask for it.
      if (data['textHash'] === '' && ownText === null) return;
      const facts = await ask('data.describe', data, ownText);
      if (facts === null) return;
      change(data, { facts });
      errors.settle('text-missing');
    },
    async countBaselines(data, ownText) {
      if (entry(data).baselines !== null) return;
      const baselines = await ask('baselines.compute', data, ownText);
      if (baselines !== null) change(data, { baselines });
    },
  };
}
