/**
 * An expression as a formula of a row. log p and 1 − p are read off the row instead of computed from p, which would lose their
 * digits where p is nearly 0 or 1; so −log(p) is cross-entropy to the bit.
 */
import type { RowFormula, RowInputs } from '../../core/rowFormula.ts';
import { numberScalarOps, type ScalarOps } from '../../core/scalarOps.ts';
import { dualOps, type Dual, type DualOps } from './dual.ts';
import type { Variable } from './names.ts';
import { ExpressionFault, parseExpression, type Tree } from './parse.ts';

type Branch<K extends Tree['kind']> = Extract<Tree, { readonly kind: K }>;

/** @throws ExpressionFault */
export function formulaOf(text: string): RowFormula {
  const tree = parseExpression(text);
  return {
    text,
    usesEntropy: uses(tree, 'H'),
    usesFrequency: uses(tree, 'f'),
    apply: <T>(ops: ScalarOps<T>, inputs: RowInputs<T>) => evaluate(tree, dualOps(ops), leaves(ops, inputs)),
  };
}

const children = (tree: Tree): readonly Tree[] => {
  switch (tree.kind) {
    case 'number':
    case 'variable':
      return [];
    case 'negative':
      return [tree.of];
    case 'operator':
      return [tree.left, tree.right];
    case 'call':
      return tree.values;
  }
};

const uses = (tree: Tree, name: Variable | null): boolean =>
  (tree.kind === 'variable' && (name === null || tree.name === name)) || children(tree).some((one) => uses(one, name));

type Leaf = Variable | 'log p' | '1 − p';
type Leaves<T> = (leaf: Leaf) => Dual<T>;

const leaves =
  <T>(ops: ScalarOps<T>, inputs: RowInputs<T>): Leaves<T> =>
  (leaf) => {
    const flat = (value: T): Dual<T> => ({ value, bySurprise: null, byEntropy: null });
    const falling = (value: T): Dual<T> => ({
      value,
      bySurprise: ops.sub(ops.constant(0), inputs.probability),
      byEntropy: null,
    });
    switch (leaf) {
      case 'p':
        return falling(inputs.probability);
      case 'log p':
        return { value: ops.sub(ops.constant(0), inputs.surprise), bySurprise: ops.constant(-1), byEntropy: null };
      case '1 − p':
        return { value: inputs.missing, bySurprise: inputs.probability, byEntropy: null };
      case 'H':
        return { value: inputs.entropy, bySurprise: null, byEntropy: ops.constant(1) };
      case 'V':
        return flat(inputs.classes);
      case 'y':
        return flat(inputs.target);
      case 'f':
        return flat(inputs.frequency);
      case 'step':
        return flat(inputs.step);
      case 'steps':
        return flat(inputs.steps);
    }
  };

const isP = (tree: Tree | undefined): boolean => tree?.kind === 'variable' && tree.name === 'p';
const isOne = (tree: Tree): boolean => tree.kind === 'number' && tree.value === 1;

/** What depends on no variable becomes one constant, so that a shader compiler has none to work out, or to refuse. */
function evaluate<T>(tree: Tree, ops: DualOps<T>, leaf: Leaves<T>): Dual<T> {
  return uses(tree, null) ? walk(tree, ops, leaf) : ops.constant(constantOf(tree));
}

function walk<T>(tree: Tree, ops: DualOps<T>, leaf: Leaves<T>): Dual<T> {
  switch (tree.kind) {
    case 'number':
      return ops.constant(tree.value);
    case 'variable':
      return leaf(tree.name);
    case 'negative':
      return ops.negative(evaluate(tree.of, ops, leaf));
    case 'call':
      return called(tree, ops, leaf);
    case 'operator':
      return operated(tree, ops, leaf);
  }
}

function operated<T>({ operator, left, right }: Branch<'operator'>, ops: DualOps<T>, leaf: Leaves<T>): Dual<T> {
  if (operator === '-' && isOne(left) && isP(right)) return leaf('1 − p');
  if (operator === '^') return powered(left, right, ops, leaf);
  const a = evaluate(left, ops, leaf);
  const b = evaluate(right, ops, leaf);
  switch (operator) {
    case '+':
      return ops.add(a, b);
    case '-':
      return ops.sub(a, b);
    case '*':
      return ops.mul(a, b);
    case '/':
      return ops.div(a, b);
    case '<':
      return ops.less(a, b);
    case '>':
      return ops.less(b, a);
    case '==':
      return ops.equal(a, b);
  }
}

function called<T>({ name, values }: Branch<'call'>, ops: DualOps<T>, leaf: Leaves<T>): Dual<T> {
  const [first, second = first] = values;
  if (first === undefined || second === undefined) throw new Error(`${name}: no values`);
  if (name === 'log' && isP(first)) return leaf('log p');
  if (name === 'pow') return powered(first, second, ops, leaf);
  const a = evaluate(first, ops, leaf);
  return name === 'min' || name === 'max' ? ops[name](a, evaluate(second, ops, leaf)) : ops[name](a);
}

const powered = <T>(base: Tree, exponent: Tree, ops: DualOps<T>, leaf: Leaves<T>): Dual<T> =>
  uses(exponent, null)
    ? ops.pow(evaluate(base, ops, leaf), evaluate(exponent, ops, leaf))
    : ops.power(evaluate(base, ops, leaf), constantOf(exponent));

/** Of a tree without variables. @throws ExpressionFault where f32 has no such number */
function constantOf(tree: Tree): number {
  const { value } = walk(tree, dualOps(numberScalarOps), () => {
    throw new Error('a constant has no variables');
  });
  if (!Number.isFinite(Math.fround(value))) throw new ExpressionFault({ cause: 'constant', at: 1 });
  return value;
}
