/** Experiments at the ends of every range: one for each end of each parameter of each method of the registries. */
import { objectives } from '../../src/domain/objectives/index.ts';
import { sections, type Section, type SectionId } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import type { ParamSpec, ParamSpecs, ParamValue } from '../../src/domain/core/params.ts';

export interface Extreme {
  /** `optimizer.method=adamw optimizer.beta1=0` */
  readonly name: string;
  readonly experiment: Readonly<Record<string, Readonly<Record<string, ParamValue>>>>;
}

/** As small as a model can be, so that what is at its end stands out and the rest costs nothing. */
const smallest: Readonly<Record<string, Readonly<Record<string, ParamValue>>>> = {
  model: { architecture: 'transformer', layers: 1, heads: 2, width: 8, context: 8, history: 2, hidden: 8 },
  training: { batchSize: 2, steps: 20 },
};

export function endsOf(spec: ParamSpec): readonly ParamValue[] {
  switch (spec.kind) {
    case 'number':
      return [spec.min, spec.max];
    case 'flag':
      return [false, true];
    case 'choice':
      return spec.options.map(({ id }) => id);
    case 'text':
      return [spec.default];
  }
}

/** Of what a section lets choose, each once; data are another matter, and are not asked for here. */
export function extremesOf(id: SectionId): readonly Extreme[] {
  const section = sections.find((candidate) => candidate.id === id);
  if (!section) throw new Error(`no section ${id}`);
  const [selector] = section.selectors;
  const terms = (section.always ?? []).flatMap(({ params }) => endsOfTerm(section, params));
  if (terms.length > 0) return terms;
  const all = selector
    ? Object.values(selector.registry).flatMap(({ id: method, params }) =>
        endsIn(section, { [selector.key]: method }, { ...section.params, ...params }),
      )
    : endsIn(section, {}, section.params);
  // The lower end of a size is often what the smallest model has anyway.
  return [...new Map(all.map((extreme) => [JSON.stringify(extreme.experiment), extreme])).values()];
}

/** What is always there acts once it has a weight, which its first parameter is, beside an objective and a dropout that it suits. */
function endsOfTerm(section: Section, params: ParamSpecs): readonly Extreme[] {
  const [weight = ''] = Object.keys(params);
  const acting = { [weight]: 1, [`${weight}Path`]: 'cosine' };
  const suitable = [0, 0.1]
    .flatMap((dropout) =>
      Object.keys(objectives).map((method) => ({ model: { ...smallest['model'], dropout }, objective: { method } })),
    )
    .find((beside) => {
      const { problems } = validate({ ...smallest, ...beside, [section.id]: acting });
      return !problems.some(({ path }) => path.startsWith(section.id));
    });
  if (!suitable) throw new Error(`nothing suits ${weight}`);
  return endsIn(section, acting, params).map(({ name, experiment }) => ({
    name,
    experiment: { ...experiment, ...suitable },
  }));
}

function endsIn(
  section: Section,
  chosen: Readonly<Record<string, ParamValue>>,
  params: ParamSpecs,
): readonly Extreme[] {
  const base = Object.fromEntries(
    Object.entries(smallest[section.id] ?? {}).filter(([key]) => Object.hasOwn(params, key)),
  );
  const extremeOf = (changed: Readonly<Record<string, ParamValue>>): Extreme => ({
    name: Object.entries({ ...chosen, ...changed })
      .map(([key, value]) => `${section.id}.${key}=${value}`)
      .join(' '),
    experiment: { ...smallest, [section.id]: { ...base, ...chosen, ...changed } },
  });
  return Object.entries(params).flatMap(([key, spec]) => endsOf(spec).map((value) => extremeOf({ [key]: value })));
}
