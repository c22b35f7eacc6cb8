/** Tokens shaded by how far two models are apart, on a logarithmic scale: below a thousandth of a nat nothing is to be seen. */
import type { ComparedToken } from '../../../state/compression/contract.ts';
import type { TokenTint } from '../../panels/TokenText.tsx';
import { significant } from './significant.ts';
import type { SaySeen } from './useSeeingWords.ts';

/** Nats; the ends have no and full shade. */
export const klScale = [0.001, 0.01, 0.1, 1] as const;
const [least, , , most] = klScale;

export function klStrength(nats: number): number {
  return Math.min(1, Math.max(0, Math.log(nats / least) / Math.log(most / least)));
}

export function klTint(say: SaySeen, tokens: readonly ComparedToken[]): (index: number) => TokenTint | null {
  return (index) => {
    const klNats = tokens[index]?.klNats ?? null;
    return klNats === null
      ? null
      : { strength: klStrength(klNats), words: say('klOf', { value: significant(klNats) }) };
  };
}

/** Over the tokens that were written; null where none was, or the models exclude each other. */
export function meanKl(tokens: readonly ComparedToken[]): number | null {
  const written = tokens.flatMap(({ klNats, fromPrompt }) => (klNats === null || fromPrompt ? [] : [klNats]));
  const mean = written.reduce((sum, value) => sum + value, 0) / written.length;
  return Number.isFinite(mean) ? mean : null;
}
