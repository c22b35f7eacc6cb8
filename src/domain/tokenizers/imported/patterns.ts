/**
 * Patterns in the tokenizer.json of strangers. JavaScript's regular expressions backtrack, and one that can read the same
 * text in many ways may take longer than anybody waits; nothing can stop it from within its thread. What makes that time
 * exponential is a repetition whose inside can match in several ways (Weideman et al. 2016, "exponential degree of
 * ambiguity"), so such patterns are not run. The rule is stricter than need be: published tokenizers repeat sets of
 * characters. Several repetitions side by side remain, whose time is a power of the length of a run.
 */
import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** The first that is not to be run; null where all may be. */
export function slowPattern(patterns: Iterable<RegExp>): string | null {
  const parser = new RegExpParser();
  for (const { source, unicode } of patterns) {
    const { alternatives } = parser.parsePattern(source, 0, source.length, { unicode });
    if (inAny(alternatives, runsAway)) return source;
  }
  return null;
}

/** Those that an object made of a file would run, however deep in it they lie. */
export function* patternsIn(value: unknown, seen = new Set<unknown>()): Generator<RegExp> {
  if (value instanceof RegExp) yield value;
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return;
  seen.add(value);
  for (const inner of Object.values(value)) yield* patternsIn(inner, seen);
}

type Test = (element: AST.Element) => boolean;

const inAny = (alternatives: readonly AST.Alternative[], test: Test): boolean =>
  alternatives.some(({ elements }) => elements.some(test));

const alternativesOf = (element: AST.Element): readonly AST.Alternative[] =>
  'alternatives' in element ? element.alternatives : [];

/** Repeats what varies. */
function runsAway(element: AST.Element): boolean {
  if (element.type !== 'Quantifier') return inAny(alternativesOf(element), runsAway);
  return (element.max > 1 && varies(element.element)) || runsAway(element.element);
}

/** Can match in more than one way, of more than one length. */
function varies(element: AST.Element): boolean {
  if (element.type === 'Quantifier') return element.min !== element.max || varies(element.element);
  if (element.type === 'Backreference') return true;
  const alternatives = alternativesOf(element);
  return alternatives.length > 1 || inAny(alternatives, varies);
}
