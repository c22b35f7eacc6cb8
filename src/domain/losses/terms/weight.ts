/** The weight of a term, and how it goes over the run. */
import { choice, number, type Applies, type ParamSpec, type ParamSpecs, type Settings } from '../../core/params.ts';
import type { LocalText } from '../../core/text.ts';

const paths = ['constant', 'linear', 'cosine'] as const;
type Path = (typeof paths)[number];

const pathNames: Readonly<Record<Path, LocalText>> = {
  constant: { en: 'Constant', zh: '恒定' },
  linear: { en: 'Linear', zh: '线性' },
  cosine: { en: 'Cosine', zh: '余弦' },
};

type WeightSpecs<Key extends string> = Readonly<Record<Key | `${Key}Path` | `${Key}End`, ParamSpec>>;

interface WeightWords {
  readonly name: LocalText;
  readonly help: LocalText;
  /** `restart` where the term brings tensors. */
  readonly applies: Applies;
  readonly max: number;
  readonly usual: readonly [number, number];
}

/** Three settings: the weight at the start of the run, its path, and the weight at the end. */
export function weightSpecs<const Key extends string>(key: Key, words: WeightWords): WeightSpecs<Key> {
  const { name, applies, max, usual } = words;
  const amount = { applies, default: 0, min: 0, max, scale: 'log', smallest: 0.001, usual } as const;
  return {
    [key]: number({ ...amount, name, symbol: String.raw`\lambda`, help: words.help }),
    [`${key}Path`]: choice({
      name: { en: `${name.en}: path of the weight`, zh: `${name.zh}：权重走势` },
      help: {
        en: 'How the weight goes from its start to its end over the planned steps.',
        zh: '权重在计划步数内如何从起始值变到结束值。',
      },
      applies,
      advanced: true,
      default: 'constant',
      options: paths.map((id) => ({ id, name: pathNames[id] })),
    }),
    [`${key}End`]: number({
      ...amount,
      name: { en: `${name.en}: weight at the end`, zh: `${name.zh}：结束权重` },
      help: { en: 'Unless the path is constant.', zh: '走势为恒定时不起作用。' },
      advanced: true,
    }),
  } as WeightSpecs<Key>;
}

interface Weighing {
  readonly start: number;
  readonly path: Path;
  readonly end: number;
}

function weighing(key: string, settings: Settings<ParamSpecs>): Weighing {
  const named = settings[`${key}Path`];
  return {
    start: Number(settings[key]),
    path: paths.find((path) => path === named) ?? 'constant',
    end: Number(settings[`${key}End`]),
  };
}

/** Whether a term counts at any step. */
export function isWeighed(key: string, settings: Settings<ParamSpecs>): boolean {
  const { start, path, end } = weighing(key, settings);
  return start > 0 || (path !== 'constant' && end > 0);
}

/** @param step counts from 0. @param total planned number of steps; after the last the weight stays. */
export function weightAt(key: string, settings: Settings<ParamSpecs>, step: number, total: number): number {
  const { start, path, end } = weighing(key, settings);
  if (path === 'constant') return start;
  const done = Math.min(1, step / Math.max(1, total - 1));
  const share = path === 'linear' ? done : (1 - Math.cos(Math.PI * done)) / 2;
  return start + share * (end - start);
}
