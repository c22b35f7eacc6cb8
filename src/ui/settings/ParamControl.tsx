/** The control of one parameter, decided by the kind of its specification and by nothing else. */
import { Switch } from 'radix-ui';
import { memo } from 'react';
import type { ParamField } from '../../domain/config/fields.ts';
import { formatNumber } from '../../domain/config/formatNumber.ts';
import type { ChoiceSpec, NumberSpec } from '../../domain/core/params.ts';
import { useI18n } from '../context/language.tsx';
import { NativeSelect } from '../primitives/NativeSelect.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { FieldFrame, problemIdOf } from './FieldFrame.tsx';
import { fieldId } from './fieldId.ts';
import { NumberBox } from './NumberBox.tsx';
import { slidable } from './notches.ts';
import { TextBox } from './TextBox.tsx';
import { type FieldState, useField } from './useField.ts';
import { ValueSlider } from './ValueSlider.tsx';

interface ControlProps<S> {
  readonly field: ParamField;
  readonly spec: S;
  readonly state: FieldState;
}

/** As many choices as fit on one line, and so many letters of them, of which one of Chinese takes the room of two. */
const mostSegments = 4;
const mostLetters = 29;

/** Letters of a text that may stand beside its name; longer ones have a line of their own. */
const mostBeside = 100;

const lettersIn = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + (letter >= '\u3000' ? 2 : 1), 0);

function NumberControl({ field, spec, state }: ControlProps<NumberSpec>) {
  const { t, local } = useI18n();
  const name = local(spec.name);
  const unit = spec.unit && local(spec.unit);
  const value = typeof state.value === 'number' ? state.value : spec.default;
  const off = spec.min === 0 && spec.scale === 'log' && value === 0;
  // Off is a choice, and no unusual amount.
  const outside = !off && spec.usual !== undefined && (value < spec.usual[0] || value > spec.usual[1]);
  const text = off ? t('off') : `${formatNumber(value)}${unit === undefined ? '' : ` ${unit}`}`;
  const problemId = state.problem && problemIdOf(field.path);
  const box = (
    <NumberBox
      id={fieldId(field.path)}
      label={name}
      value={state.value}
      unit={off ? t('off') : unit}
      problemId={problemId}
      onCommit={state.set}
    />
  );
  return (
    <FieldFrame field={field} state={state} aside={box}>
      {slidable(spec) && (
        <div className={outside ? 'unusual' : undefined}>
          <ValueSlider
            spec={spec}
            value={value}
            label={t('sliderOf', { name })}
            valueText={outside ? `${text}, ${t('unusual')}` : text}
            onChange={state.set}
          />
        </div>
      )}
    </FieldFrame>
  );
}

function ChoiceControl({ field, spec, state }: ControlProps<ChoiceSpec>) {
  const { local } = useI18n();
  const name = local(spec.name);
  const options = spec.options.map((option) => ({ id: option.id, name: local(option.name) }));
  const props = { id: fieldId(field.path), label: name, value: String(state.value), options, onChange: state.set };
  if (options.length > mostSegments)
    return <FieldFrame field={field} state={state} aside={<NativeSelect {...props} />} />;
  const letters = options.reduce((sum, option) => sum + lettersIn(option.name), 0);
  return (
    <FieldFrame field={field} state={state}>
      {letters > mostLetters ? <NativeSelect {...props} /> : <Segmented {...props} />}
    </FieldFrame>
  );
}

/** The control of a setting of the experiment. */
export const ParamControl = memo(function ParamControl({ field }: { readonly field: ParamField }) {
  return <ParamView field={field} state={useField(field, field.spec.default)} />;
});

/** The control alone, for values that live elsewhere. */
export function ParamView({ field, state }: { readonly field: ParamField; readonly state: FieldState }) {
  const { spec } = field;
  if (spec.kind === 'number') return <NumberControl field={field} spec={spec} state={state} />;
  if (spec.kind === 'choice') return <ChoiceControl field={field} spec={spec} state={state} />;
  const id = fieldId(field.path);
  if (spec.kind === 'text') {
    const short = spec.maxLength <= mostBeside;
    const box = (
      <TextBox
        id={id}
        value={String(state.value)}
        maxLength={spec.maxLength}
        problemId={state.problem && problemIdOf(field.path)}
        atOnce={short}
        onCommit={state.set}
      />
    );
    return short ? (
      <FieldFrame field={field} state={state} aside={box} />
    ) : (
      <FieldFrame field={field} state={state}>
        {box}
      </FieldFrame>
    );
  }
  const control = (
    <Switch.Root id={id} className="switch" checked={state.value === true} onCheckedChange={state.set}>
      <Switch.Thumb className="switch-thumb" />
    </Switch.Root>
  );
  return <FieldFrame field={field} state={state} aside={control} />;
}
