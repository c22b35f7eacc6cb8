/**
 * Experiments one click away from the present settings, worked out from the specifications alone: the next stop that
 * is four times further on the learning-rate slider, another method where there is one, a parameter switched off.
 */
import { fieldsOf, valueAt, type Field } from '../../domain/config/fields.ts';
import { formatNumber } from '../../domain/config/formatNumber.ts';
import { lookup } from '../../domain/config/lookup.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { setValue } from '../../domain/config/setValue.ts';
import { validate } from '../../domain/config/validate.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import type { LocalText } from '../../domain/core/text.ts';

export interface Suggestion {
  readonly path: string;
  readonly value: ParamValue;
  readonly text: LocalText;
}

const bolder = 4;

/** A live logarithmic setting, moved far enough to be seen on the curve. */
function push(field: Field, config: ExperimentConfig): Suggestion | null {
  if (field.kind !== 'param' || field.spec.kind !== 'number' || field.spec.scale !== 'log' || field.applies !== 'live')
    return null;
  const value = Number(valueAt(config, field.path));
  const next = Number((value * bolder).toPrecision(2));
  if (!(value > 0) || next > field.spec.max || field.section !== 'optimizer') return null;
  return {
    path: field.path,
    value: next,
    text: {
      en: `Raise ${field.name.en.toLowerCase()} to ${formatNumber(next)} while it runs: where does the loss stop falling?`,
      zh: `边训练边把${field.name.zh}提高到 ${formatNumber(next)}：损失从何处起不再下降？`,
    },
  };
}

/** Another method of the same section. */
function swap(field: Field, config: ExperimentConfig): Suggestion | null {
  if (field.kind !== 'selector' || (field.section !== 'optimizer' && field.section !== 'model')) return null;
  const chosen = String(valueAt(config, field.path));
  const other = Object.values(field.selector.registry).find(
    ({ id }) => id !== chosen && validate(setValue(config, field.path, id)).problems.length === 0,
  );
  const now = lookup(field.selector.registry, chosen);
  if (other === undefined || now === undefined) return null;
  return {
    path: field.path,
    value: other.id,
    text: {
      en: `Swap ${now.name.en} for ${other.name.en}, everything else unchanged. Which one learns faster?`,
      zh: `把${now.name.zh}换成${other.name.zh}，其余不变。哪个学得更快？`,
    },
  };
}

export function suggestions(config: ExperimentConfig): readonly Suggestion[] {
  const fields = fieldsOf(config);
  const found = [fields.map((field) => push(field, config)), fields.map((field) => swap(field, config))].map((list) =>
    list.filter((suggestion) => suggestion !== null),
  );
  return [...(found[0] ?? []).slice(0, 1), ...(found[1] ?? []).slice(0, 2)];
}
