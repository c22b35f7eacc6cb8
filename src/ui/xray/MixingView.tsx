/** How information moves between the tokens of a text, layer by layer: attention of every head, or hidden states. */
import { useState } from 'react';
import type { Mixing } from '../../protocol/xray.ts';
import { significant } from '../compress/seeing/significant.ts';
import type { Place } from '../charts/cellPicker.ts';
import { SeeingFailure } from '../compress/seeing/SeeingPanel.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { NativeSelect } from '../primitives/NativeSelect.tsx';
import { HeatMap, Picture } from './HeatMap.tsx';
import { ScaleLegend } from './ScaleLegend.tsx';
import { TextPicker } from './TextPicker.tsx';
import { useReading } from './useReading.ts';
import { useXrayQuestions, useXrayWords } from './useXray.ts';

/** Small weights are seen, too: a weight of 0.04 has a fifth of the shade. */
const weightStrength = (weight: number): number => Math.sqrt(weight);
const stateStrength = (state: number): number => Math.max(-1, Math.min(1, state));

function Attention({ mixing }: { readonly mixing: Mixing }) {
  const say = useXrayWords();
  const [head, setHead] = useState(0);
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const { labels, values, heads } = mixing;
  const time = labels.length;
  const chosen = Math.min(head, heads - 1);
  const [row, column] = [Math.min(place.row, time - 1), Math.min(place.column, time - 1)];
  const of = (index: number): Float32Array => values.subarray(index * time * time, (index + 1) * time * time);
  const map = of(chosen);
  return (
    <>
      <div className="heads" role="group" aria-label={say('heads')}>
        {Array.from({ length: heads }, (_, i) => (
          <button
            key={i}
            type="button"
            className="head-map"
            aria-pressed={i === chosen}
            aria-label={say('head', { head: i + 1 })}
            onClick={() => setHead(i)}
          >
            <Picture rows={time} columns={time} values={of(i)} strength={weightStrength} />
            <span className="small">{i + 1}</span>
          </button>
        ))}
      </div>
      <HeatMap
        rows={time}
        columns={time}
        values={map}
        strength={weightStrength}
        place={{ row, column }}
        label={say('attentionMap', { head: chosen + 1 })}
        rowLabels={labels}
        columnLabels={labels}
        onChoose={setPlace}
      />
      <p className="small readout" role="status">
        {say('attentionCell', {
          query: labels[row] ?? '',
          row: row + 1,
          key: labels[column] ?? '',
          column: column + 1,
          weight: fixed(map[row * time + column] ?? Number.NaN, 3),
        })}
      </p>
      <ScaleLegend name={say('attentionScale')} ends={['0', '0.25', '1']} kind="one" />
    </>
  );
}

function States({ mixing }: { readonly mixing: Mixing }) {
  const say = useXrayWords();
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const { labels, values } = mixing;
  const time = labels.length;
  const units = values.length / time;
  const [row, column] = [Math.min(place.row, units - 1), Math.min(place.column, time - 1)];
  return (
    <>
      <p className="small muted">{say('statesNote')}</p>
      <HeatMap
        rows={units}
        columns={time}
        values={values}
        strength={stateStrength}
        place={{ row, column }}
        label={say('statesMap')}
        columnLabels={labels}
        onChoose={setPlace}
      />
      <p className="small readout" role="status">
        {say('statesCell', {
          row: row + 1,
          key: labels[column] ?? '',
          column: column + 1,
          value: significant(values[row * time + column] ?? Number.NaN),
        })}
      </p>
      <ScaleLegend name={say('of')} ends={['≤ −1', '0', '≥ 1']} kind="two" />
    </>
  );
}

export function MixingView({ active }: { readonly active: boolean }) {
  const say = useXrayWords();
  const questions = useXrayQuestions();
  const [layer, setLayer] = useState(0);
  const { value, error, choose, again } = useReading<Mixing>(active, String(layer), (text) =>
    questions.mixing({ text, layer }),
  );
  const kind = value?.mixers[value.layer];
  return (
    <>
      <TextPicker onChoose={choose} onAgain={again} />
      <div className="seeing-controls">
        {value !== null && value.mixers.length > 1 && (
          <NativeSelect
            label={say('mixLayer')}
            value={String(value.layer)}
            options={value.mixers.map((_, i) => ({ id: String(i), name: say('layer', { layer: i + 1 }) }))}
            onChange={(id) => setLayer(Number(id))}
          />
        )}
      </div>
      <SeeingFailure error={error} />
      {value === null ? (
        error === null && <p className="muted">{say('reading')}</p>
      ) : (
        <>
          {kind === undefined && <p>{say('noMixing')}</p>}
          {kind === 'attention' && <Attention mixing={value} />}
          {kind === 'recurrent' && <States mixing={value} />}
          <p className="small muted">
            {say('atStep', { step: whole(value.step) })} {value.cut > 0 && say('cut', { count: whole(value.cut) })}
          </p>
        </>
      )}
    </>
  );
}
