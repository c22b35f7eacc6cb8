/** Temperature, top-k, top-p and length. */
import { useState } from 'react';
import { checkValue } from '../../domain/config/checkValue.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import type { Problem } from '../../domain/core/problem.ts';
import { samplingParams } from '../../domain/sampling/params.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { ParamView } from '../settings/ParamControl.tsx';
import { samplingField, samplingKeys, type SamplingKey } from './samplingFields.ts';

function SamplingControl({ name }: { readonly name: SamplingKey }) {
  const { generation } = useActions();
  const value = useAppState((state) => state.generation.options[name]);
  const [refused, setRefused] = useState<{ readonly value: ParamValue; readonly problem: Problem } | null>(null);
  const field = samplingField(name);
  const standard = samplingParams[name].default;
  const set = (next: ParamValue): void => {
    const checked = checkValue(field, next, value);
    setRefused(checked.problem === null ? null : { value: next, problem: checked.problem });
    if (checked.problem === null && typeof checked.value === 'number') generation.setOptions({ [name]: checked.value });
  };
  return (
    <ParamView
      field={field}
      state={{
        value: refused?.value ?? value,
        baseValue: standard,
        changed: value !== standard,
        pending: false,
        problem: refused?.problem,
        set,
        reset: () => set(standard),
      }}
    />
  );
}

export function SamplingOptions() {
  return (
    <div className="sampling-options">
      {samplingKeys.map((key) => (
        <SamplingControl key={key} name={key} />
      ))}
    </div>
  );
}
