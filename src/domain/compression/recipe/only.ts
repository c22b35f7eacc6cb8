/**
 * Which matrices a pass is for. Any pass may say `"only": "h.0.attn.c_attn h.1.mlp.c_fc"`, names with spaces between them;
 * without it the pass is for all. Names are short, or the tensors' own. A recipe knows no model: whether there are such
 * matrices is checked when it is run on one.
 */
import { lookup, nearestName } from '../../config/lookup.ts';
import { quote } from '../../config/messages.ts';
import { TrimtabError } from '../../core/errors.ts';
import type { Definition } from '../../core/definition.ts';
import type { LocalText } from '../../core/text.ts';
import type { ParamValue } from '../../core/params.ts';
import type { Problem } from '../../core/problem.ts';
import type { TrainerDefinition } from '../training/contract.ts';
import { trainers } from '../training/index.ts';

export const onlyKey = 'only';

/** As papers write it: h.0.mlp.c_fc */
export const shortMatrix = (name: string): string => name.replace(/^transformer\./, '').replace(/\.weight$/, '');

export const onlyThese = (names: readonly string[]): string =>
  [...new Set(names.map((name) => shortMatrix(name)))].join(' ');

/** Null where the pass is for all matrices. */
export const namesOf = (only: ParamValue | undefined): readonly string[] | null =>
  typeof only === 'string' ? only.split(' ') : null;

/** In the one form that it is kept in, or undefined with a problem where it names nothing. */
export function readOnly(given: unknown, path: string, method: Definition, problems: Problem[]): string | undefined {
  if (trainsAll(method)) {
    problems.push(trainedWhole(path, method.name));
    return undefined;
  }
  const names = typeof given === 'string' ? onlyThese(given.split(/\s+/).filter((name) => name !== '')) : '';
  if (names !== '') return names;
  problems.push(namesNothing(path, given));
  return undefined;
}

/**
 * The short names of the pass's matrices; null where it is for all.
 * @throws TrimtabError `bad-config` with what it should say, where the model has no such matrix.
 */
export function chosenMatrices(
  only: ParamValue | undefined,
  path: string,
  model: readonly string[],
): ReadonlySet<string> | null {
  const names = namesOf(only);
  if (names === null) return null;
  const known = model.map((name) => shortMatrix(name));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new TrimtabError('bad-config', {}, [noSuchMatrices(path, names, unknown, known)]);
  return new Set(names);
}

function noSuchMatrices(
  path: string,
  names: readonly string[],
  unknown: readonly string[],
  known: readonly string[],
): Problem {
  const mended = names.flatMap((name) => (known.includes(name) ? [name] : (nearestName(name, known) ?? [])));
  const nearest = onlyThese(mended);
  const listed = unknown.map((name) => `“${quote(name)}”`);
  const [out, outZh] =
    nearest === ''
      ? [`Its matrices are ${known.join(', ')}.`, `其矩阵为 ${known.join('、')}。`]
      : [`Nearest: ${nearest}.`, `最接近的合法值：${nearest}。`];
  return {
    path,
    message: {
      en: `The model has no matrix ${listed.join(', ')}. ${out}`,
      zh: `模型中没有矩阵${listed.join('、')}。${outZh}`,
    },
    ...(nearest !== '' && { nearest }),
  };
}

/** Passes that train and take nothing away have no matrices to choose. */
const trainsAll = ({ id }: Definition): boolean => {
  const trainer: TrainerDefinition | undefined = lookup(trainers, id);
  return trainer !== undefined && !trainer.cutting && !trainer.rewinding;
};

const trainedWhole = (path: string, { en, zh }: LocalText): Problem => ({
  path,
  message: {
    en: `“${en}” trains the whole model and cannot be for some matrices alone. The pass is for all.`,
    zh: `“${zh}”会训练整个模型，不能只用于部分矩阵；该步骤将用于所有矩阵。`,
  },
});

const namesNothing = (path: string, given: unknown): Problem => ({
  path,
  message: {
    en: `“only” must name matrices with spaces between them, not ${quote(given)}. The pass is for all.`,
    zh: `“only”应为以空格分隔的矩阵名，而不是 ${quote(given)}；该步骤将用于所有矩阵。`,
  },
});

// Addresses leave letters, digits and * - . _ as they are, and recipes have a use for all but the dash.
const inAddress = { _: '--', ' ': '-' } as const;

/** @param only as it is kept; names of tensors hold no dashes. */
export const onlyToWord = (only: string): string => only.replaceAll(/[_ ]/g, (sign) => inAddress[sign as '_' | ' ']);

export const onlyFromWord = (word: string): string =>
  word.replaceAll(/--?/g, (dashes) => (dashes === '--' ? '_' : ' '));
