/**
 * `ScalarOps` whose numbers are WGSL: every operation becomes one `let` statement, and an operation that was already asked for
 * gives the name it has. A formula written against `Ops<T>` or `ScalarOps<T>` turns into straight-line code without repeated work.
 */
import type { ScalarOps } from '../../src/domain/core/scalarOps.ts';

export interface WgslProgram {
  readonly ops: ScalarOps<string>;
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
      exp: call('exp'),
      log: call('log'),
      // Beyond, it is 1 in f32, and some devices overflow on the way there.
      tanh: (a) => named(`tanh(clamp(${a}, -15.0, 15.0))`),
      pow: call('pow'),
      less: (a, b) => named(`select(0.0, 1.0, ${a} < ${b})`),
      equal: (a, b) => named(`select(0.0, 1.0, ${a} == ${b})`),
    },
  };
}

function literal(value: number): string {
  if (!Number.isFinite(Math.fround(value))) throw new Error(`WGSL has no literal for ${value}`);
  return `(${value}f)`;
}
