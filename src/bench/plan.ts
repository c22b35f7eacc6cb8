/** What is to be measured: everything, or what the address names (`?backend=wasm&only=step-2-64`, each as often as needed). */
import { benchBackends, type BenchBackend } from './contract.ts';
import { works as allWorks, type Work } from './works.ts';

export interface Plan {
  readonly backends: readonly BenchBackend[];
  readonly works: readonly Work[];
  /** Named in the address, and not there. */
  readonly unknown: readonly string[];
}

/** Nothing named is all of it. */
function chosen<T>(options: readonly T[], nameOf: (option: T) => string, named: readonly string[]): readonly T[] {
  return named.length === 0 ? options : options.filter((option) => named.includes(nameOf(option)));
}

export function planOf(search: string): Plan {
  const parameters = new URLSearchParams(search);
  const [backends, works] = [parameters.getAll('backend'), parameters.getAll('only')];
  const missing = (named: readonly string[], there: readonly string[]): readonly string[] =>
    named.filter((name) => !there.includes(name));
  return {
    backends: chosen(benchBackends, (backend) => backend, backends),
    works: chosen(allWorks, ({ id }) => id, works),
    unknown: [
      ...missing(backends, benchBackends),
      ...missing(
        works,
        allWorks.map(({ id }) => id),
      ),
    ],
  };
}
