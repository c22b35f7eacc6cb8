/** Anything in, a legal recipe out, with a problem for every value that was replaced; the counterpart of an experiment's `validate`. */
import { checkValue } from '../../config/checkValue.ts';
import type { Field, ParamField, SelectorField } from '../../config/fields.ts';
import { lookup, nearestName } from '../../config/lookup.ts';
import { notAnObject, unknownKey } from '../../config/messages.ts';
import type { Definition } from '../../core/definition.ts';
import type { ParamSpec, ParamSpecs, ParamValue, Settings } from '../../core/params.ts';
import type { Problem } from '../../core/problem.ts';
import { onlyKey, readOnly } from './only.ts';
import { passMethods, type PassId } from './passes.ts';
import { mostPasses, restSpec, type Recipe, type RecipePass, type RestFormat } from './recipe.ts';

export interface CheckedRecipe {
  /** Always legal. */
  readonly recipe: Recipe;
  readonly problems: readonly Problem[];
}

export const methodField = (path: string): SelectorField => ({
  kind: 'selector',
  path: `${path}method`,
  key: 'method',
  section: null,
  name: { en: 'Method', zh: '方法' },
  applies: 'restart',
  selector: {
    key: 'method',
    name: { en: 'Method', zh: '方法' },
    applies: 'restart',
    registry: passMethods,
    default: 'rtn',
  },
});

export const settingField = (path: string, key: string, spec: ParamSpec, owner: Definition | null): ParamField => ({
  kind: 'param',
  path: `${path}${key}`,
  key,
  section: null,
  name: spec.name,
  applies: spec.applies,
  spec,
  owner,
});

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function validateRecipe(input: unknown): CheckedRecipe {
  const problems: Problem[] = [];
  const root = isPlain(input) ? input : {};
  if (!isPlain(input)) problems.push(notAnObject('', input, { en: 'A recipe', zh: '压缩配方' }));
  const rest = read(settingField('', 'rest', restSpec, null), root, restSpec.default, problems) as RestFormat;
  reportUnknown('', root, ['passes', 'rest'], problems);
  const given = lookup(root, 'passes') ?? [];
  if (!Array.isArray(given)) {
    problems.push(notAList);
    return { recipe: { passes: [], rest }, problems };
  }
  if (given.length > mostPasses) problems.push(tooMany(given.length));
  const passes = given.slice(0, mostPasses).map((pass: unknown, at) => readPass(pass, `passes.${at}.`, problems));
  return { recipe: { passes, rest }, problems };
}

function readPass(input: unknown, path: string, problems: Problem[]): RecipePass {
  const given = isPlain(input) ? input : {};
  if (!isPlain(input)) problems.push(notAnObject(path.slice(0, -1), input, { en: 'A pass', zh: '压缩步骤' }));
  const method = read(methodField(path), given, 'rtn', problems) as PassId;
  const definition: Definition = passMethods[method];
  const values = Object.fromEntries(
    Object.entries(definition.params).map(([key, spec]) => [
      key,
      read(settingField(path, key, spec, definition), given, spec.default, problems),
    ]),
  );
  reportUnknown(path, given, ['method', onlyKey, ...Object.keys(values)], problems);
  const named = lookup(given, onlyKey);
  const only = named === undefined ? undefined : readOnly(named, `${path}${onlyKey}`, definition, problems);
  return { method, ...repaired(definition, values, path, problems), ...(only !== undefined && { only }) };
}

/** Settings that contradict each other take the nearest that do not, as far as one is known. */
function repaired(
  definition: Definition,
  values: Settings<ParamSpecs>,
  path: string,
  problems: Problem[],
): Settings<ParamSpecs> {
  const found = definition.check?.(values) ?? [];
  problems.push(...found.map((problem) => ({ ...problem, path: `${path}${problem.path}` })));
  const nearest = found.flatMap((problem) => (problem.nearest === undefined ? [] : [[problem.path, problem.nearest]]));
  return { ...values, ...Object.fromEntries(nearest) };
}

function read(field: Field, given: Plain, fallback: ParamValue, problems: Problem[]): ParamValue {
  const value = lookup(given, field.key);
  if (value === undefined) return fallback;
  const checked = checkValue(field, value, fallback);
  if (checked.problem) problems.push(checked.problem);
  return checked.value;
}

function reportUnknown(path: string, given: Plain, known: readonly string[], problems: Problem[]): void {
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) problems.push(unknownKey(`${path}${key}`, key, nearestName(key, known)));
  }
}

const notAList: Problem = {
  path: 'passes',
  message: {
    en: 'Passes must be a list, such as [{ "method": "rtn", "bits": 4 }]. None is used.',
    zh: 'passes 应为列表，例如 [{ "method": "rtn", "bits": 4 }]；目前不使用任何步骤。',
  },
};

const tooMany = (count: number): Problem => ({
  path: 'passes',
  message: {
    en: `A recipe has at most ${mostPasses} passes, and this one has ${count}. The first ${mostPasses} are used.`,
    zh: `压缩配方最多 ${mostPasses} 步，这里有 ${count} 步；只使用前 ${mostPasses} 步。`,
  },
});
