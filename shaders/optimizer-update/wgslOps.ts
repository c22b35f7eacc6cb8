/**
 * `Ops` whose numbers are WGSL: every operation becomes one `let` statement, and an operation that was already asked for
 * gives the name it has. A formula written against `Ops<T>` turns into straight-line code without repeated work.
 */
import type { Ops } from '../../src/domain/core/ops.ts';

export interface WgslProgram {
  readonly ops: Ops<string>;
  /** The statements so far, in order. */
  readonly statements: readonly string[];
}

export function wgslProgram(): WgslProgram {
  const statements: string[] = [];
  const names = new Map<string, string>();
  const named = (expression: string): string => {
    const known = names.get(expression);
    if (known !== undefined) return known;
    const name = `v${names.size}`;
    names.set(expression, name);
    statements.push(`let ${name} = ${expression};`);
    return name;
  };
  const call =
    (name: string) =>
    (...values: readonly string[]): string =>
      named(`${name}(${values.join(', ')})`);
  return {
    statements,
    ops: {
      constant: literal,
      add: (a, b) => named(`${a} + ${b}`),
      sub: (a, b) => named(`${a} - ${b}`),
      mul: (a, b) => named(`${a} * ${b}`),
      div: (a, b) => named(`${a} / ${b}`),
      sqrt: call('sqrt'),
      abs: call('abs'),
      sign: call('sign'),
      max: call('max'),
      min: call('min'),
    },
  };
}

function literal(value: number): string {
  if (!Number.isFinite(Math.fround(value))) throw new Error(`WGSL has no literal for ${value}`);
  return `(${value}f)`;
}
