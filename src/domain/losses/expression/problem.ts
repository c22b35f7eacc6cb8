/** What is wrong with an expression, in words, with the nearest that is right. */
import type { RowInputs } from '../../core/rowFormula.ts';
import { leastMissing, leastProbability } from '../../core/rowFormula.ts';
import { numberScalarOps, type ScalarOps } from '../../core/scalarOps.ts';
import type { LocalText } from '../../core/text.ts';
import { formulaOf } from './formula.ts';
import { functions, variables } from './names.ts';
import { ExpressionFault, type Fault } from './parse.ts';

export interface ExpressionProblem {
  readonly message: LocalText;
  /** A legal expression. */
  readonly nearest: string;
}

/** @param fallback what is nearest where nothing nearer is known */
export function expressionProblem(text: string, fallback: string): ExpressionProblem | null {
  try {
    const broken = brokenAt(text);
    return broken && { message: broken, nearest: fallback };
  } catch (thrown) {
    if (!(thrown instanceof ExpressionFault)) throw thrown;
    const { fault } = thrown;
    const repaired =
      fault.cause === 'unknown' && fault.nearest !== undefined ? replaced(text, fault, fault.nearest) : '';
    const legal = repaired !== '' && expressionProblem(repaired, fallback) === null;
    return { message: wordsOf(fault), nearest: legal ? repaired : fallback };
  }
}

const replaced = (text: string, { at, found }: Extract<Fault, { cause: 'unknown' }>, by: string): string =>
  text.slice(0, at - 1) + by + text.slice(at - 1 + found.length);

/** Every operation in single precision, as devices have it: what overflows on the way there is told too. */
const singleOps: ScalarOps<number> = Object.fromEntries(
  Object.entries(numberScalarOps).map(([name, operation]: [string, (...values: readonly number[]) => number]) => [
    name,
    (...values: readonly number[]) => Math.fround(operation(...values)),
  ]),
) as unknown as ScalarOps<number>;

/** From impossible to certain. */
const probabilities = [0, 1e-12, 1e-6, 1e-3, 0.02, 0.25, 0.5, 0.75, 0.98, 0.999, 1 - 1e-6, 1];

/** The numbers of a row whose other classes share what the target leaves alike. @param probability of the target */
export function plainRow(probability: number, classes: number): RowInputs<number> {
  const p = Math.max(probability, leastProbability);
  const missing = Math.max(1 - p, leastMissing);
  const other = (1 - p) / (classes - 1);
  return {
    surprise: -Math.log(p),
    probability: p,
    missing,
    entropy: -p * Math.log(p) - (other > 0 ? (1 - p) * Math.log(other) : 0),
    classes,
    target: 0,
    frequency: 1 / classes,
    step: 0,
    steps: 1000,
  };
}

/** Null where loss and slope are numbers of f32 wherever a model may come. */
function brokenAt(text: string): LocalText | null {
  const formula = formulaOf(text);
  for (const probability of probabilities) {
    for (const step of [0, 1000]) {
      const results = Object.values(formula.apply(singleOps, { ...plainRow(probability, 64), step }));
      if (results.some((result) => result !== null && !Number.isFinite(result))) {
        return {
          en: `loss or slope is no finite number at p = ${probability}, step ${step}.`,
          zh: `在 p = ${probability}、第 ${step} 步处，损失或斜率不是有限数。`,
        };
      }
    }
  }
  return null;
}

function wordsOf(fault: Fault): LocalText {
  const at: LocalText = { en: `character ${fault.at}: `, zh: `第 ${fault.at} 个字符：` };
  const says = (en: string, zh: string): LocalText => ({ en: at.en + en, zh: at.zh + zh });
  switch (fault.cause) {
    case 'unexpected':
      return says(`“${fault.found}” does not fit here.`, `此处不能是“${fault.found}”。`);
    case 'ended':
      return says('something is missing behind it.', '其后缺少内容。');
    case 'constant':
      return says('a constant in it is no finite number.', '其中有常数不是有限数。');
    case 'values':
      return says(
        `${fault.found} takes ${functions[fault.found]} value(s), not ${fault.given}.`,
        `${fault.found} 需要 ${functions[fault.found]} 个值，而不是 ${fault.given} 个。`,
      );
    case 'unknown': {
      const { found, nearest } = fault;
      const names = [...variables, ...Object.keys(functions)].join(', ');
      return nearest === undefined
        ? says(`there is no “${found}”; there are ${names}.`, `没有“${found}”，可用：${names}。`)
        : says(`there is no “${found}”. Did you mean “${nearest}”?`, `没有“${found}”，是否想写“${nearest}”？`);
    }
  }
}
