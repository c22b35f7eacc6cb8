/** A slider over the stops of a number, with the usual range drawn on its track. */
import { Slider } from 'radix-ui';
import { type KeyboardEvent, useMemo } from 'react';
import type { NumberSpec } from '../../domain/core/params.ts';
import { jump, notches, positionOf } from './notches.ts';

interface ValueSliderProps {
  readonly spec: NumberSpec;
  readonly value: number;
  readonly label: string;
  /** The value with its unit, for screen readers. */
  readonly valueText: string;
  readonly onChange: (value: number) => void;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;

export function ValueSlider({ spec, value, label, valueText, onChange }: ValueSliderProps) {
  const stops = useMemo(() => notches(spec), [spec]);
  const last = stops.length - 1;
  const position = positionOf(stops, value);
  const onKeyDown = (event: KeyboardEvent): void => {
    const factor = event.key === 'PageUp' ? 10 : event.key === 'PageDown' ? 0.1 : null;
    if (factor === null || spec.scale !== 'log') return;
    event.preventDefault();
    onChange(jump(stops, value, factor));
  };
  const usual = spec.usual && {
    left: percent(positionOf(stops, spec.usual[0]) / last),
    right: percent(1 - positionOf(stops, spec.usual[1]) / last),
  };
  return (
    <Slider.Root
      className="slider"
      min={0}
      max={last}
      step={1}
      value={[position]}
      onValueChange={([moved]) => {
        const stop = stops[Math.round(moved ?? 0)];
        if (stop !== undefined && stop !== value) onChange(stop);
      }}
      onKeyDownCapture={onKeyDown}
    >
      <Slider.Track className="slider-track">
        {usual && <span className="slider-usual" style={usual} />}
        <Slider.Range className="slider-range" />
      </Slider.Track>
      <Slider.Thumb className="slider-thumb" aria-label={label} aria-valuetext={valueText} />
    </Slider.Root>
  );
}
