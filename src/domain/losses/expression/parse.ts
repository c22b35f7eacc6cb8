/**
 * Text of an expression → tree, by precedence climbing (Pratt 1973): comparisons, sums, products, signs, powers, from loose to
 * tight; powers group to the right and bind tighter than a sign before them, as on paper. See docs/decisions/0022-loss-workshop.md.
 */
import {
  functions,
  isFunction,
  isVariable,
  variables,
  type FunctionName,
  type Operator,
  type Variable,
} from './names.ts';
import { nearestName } from '../../config/lookup.ts';

export type Tree =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: Variable }
  | { readonly kind: 'negative'; readonly of: Tree }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly left: Tree; readonly right: Tree }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly values: readonly Tree[] };

/** What is wrong, and at which character, counting from 1. */
export type Fault = { readonly at: number } & (
  | { readonly cause: 'unexpected'; readonly found: string }
  | { readonly cause: 'ended' }
  /** Something without variables in it is no number that f32 has. */
  | { readonly cause: 'constant' }
  | { readonly cause: 'unknown'; readonly found: string; readonly nearest: string | undefined }
  | { readonly cause: 'values'; readonly found: FunctionName; readonly given: number }
);

export class ExpressionFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.cause);
    this.fault = fault;
  }
}

interface Token {
  readonly text: string;
  readonly at: number;
}

const tokenAt = /\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|==|.)/suy;

const strength: Readonly<Record<Operator, number>> = {
  '==': 1,
  '<': 1,
  '>': 1,
  '+': 2,
  '-': 2,
  '*': 3,
  '/': 3,
  '^': 5,
};
const strengthOfSign = 4;

const isOperator = (text: string): text is Operator => Object.hasOwn(strength, text);

/** @throws ExpressionFault */
export function parseExpression(text: string): Tree {
  const tokens = tokensOf(text);
  let place = 0;
  const peek = (): string => tokens[place]?.text ?? '';

  const fail = (): never => {
    const token = tokens[place];
    throw new ExpressionFault(
      token ? { cause: 'unexpected', found: token.text, at: token.at } : { cause: 'ended', at: text.trimEnd().length },
    );
  };
  const expectSign = (sign: string): void => {
    if (peek() !== sign) fail();
    place += 1;
  };

  function expression(least: number): Tree {
    let left = operand();
    for (;;) {
      const operator = peek();
      if (!isOperator(operator) || strength[operator] < least) return left;
      place += 1;
      const right = expression(operator === '^' ? strength[operator] : strength[operator] + 1);
      left = { kind: 'operator', operator, left, right };
    }
  }

  function operand(): Tree {
    const token = tokens[place] ?? fail();
    place += 1;
    if (token.text === '-') return { kind: 'negative', of: expression(strengthOfSign) };
    if (token.text === '(') {
      const inner = expression(0);
      expectSign(')');
      return inner;
    }
    if (/^[\d.]/u.test(token.text) && Number.isFinite(Math.fround(Number(token.text)))) {
      return { kind: 'number', value: Number(token.text) };
    }
    if (/^[A-Za-z_]/u.test(token.text)) return named(token);
    place -= 1;
    return fail();
  }

  function named({ text: name, at }: Token): Tree {
    if (isFunction(name)) {
      expectSign('(');
      const values = [expression(0)];
      while (peek() === ',') {
        place += 1;
        values.push(expression(0));
      }
      expectSign(')');
      if (values.length !== functions[name]) {
        throw new ExpressionFault({ cause: 'values', found: name, given: values.length, at });
      }
      return { kind: 'call', name, values };
    }
    if (isVariable(name)) return { kind: 'variable', name };
    const known = peek() === '(' ? Object.keys(functions) : [...Object.keys(functions), ...variables];
    throw new ExpressionFault({ cause: 'unknown', found: name, nearest: nearestName(name, known), at });
  }

  const tree = expression(0);
  if (place < tokens.length) fail();
  return tree;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  tokenAt.lastIndex = 0;
  for (let found = tokenAt.exec(text); found !== null; found = tokenAt.exec(text)) {
    const token = found[1] ?? '';
    if (token.trim() !== '') tokens.push({ text: token, at: tokenAt.lastIndex - token.length + 1 });
  }
  return tokens;
}
