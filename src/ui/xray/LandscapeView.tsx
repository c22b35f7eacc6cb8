/** The loss around this very model, in random directions or in those of its own path. */
import { useState } from 'react';
import type { Landscape, LandscapeRequest } from '../../protocol/xray.ts';
import { percent, whole } from '../format/numbers.ts';
import { NativeSelect } from '../primitives/NativeSelect.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { LandscapeMap } from './LandscapeMap.tsx';
import { MeasureButton, MeasureState } from './MeasureBar.tsx';
import type { RememberedSteps } from './useRemembered.ts';
import { useMeasurement, useRunStep, useXrayQuestions, useXrayWords } from './useXray.ts';

const grids = ['9', '15', '21'] as const;
const reaches = ['0.1', '0.25', '0.5', '1', '2'] as const;
/** As the engine has it (`leastRemembered`). */
const leastEarlier = 2;
const kinds = ['random', 'path'] as const;

export function LandscapeView({ remembered: { steps, every } }: { readonly remembered: RememberedSteps }) {
  const say = useXrayWords();
  const questions = useXrayQuestions();
  const step = useRunStep();
  const [directions, setDirections] = useState<LandscapeRequest['directions']>('random');
  const [points, setPoints] = useState<(typeof grids)[number]>('15');
  const [reach, setReach] = useState<(typeof reaches)[number]>('1');
  const { value, error, progress, measure } = useMeasurement<Landscape>();
  const tooFew = directions === 'path' && steps.filter((one) => one < step).length < leastEarlier;
  return (
    <>
      <div className="seeing-controls">
        <Segmented
          label={say('directions')}
          value={directions}
          options={kinds.map((id) => ({ id, name: say(`directions-${id}`) }))}
          onChange={setDirections}
        />
        <NativeSelect
          label={say('points')}
          value={points}
          options={grids.map((id) => ({ id, name: `${id} × ${id}` }))}
          onChange={setPoints}
        />
        {directions === 'random' && (
          <NativeSelect
            label={say('reach')}
            value={reach}
            options={reaches.map((id) => ({ id, name: `± ${id}` }))}
            onChange={setReach}
          />
        )}
        <MeasureButton
          name={say('measureLandscape')}
          progress={progress}
          disabled={tooFew}
          onMeasure={() =>
            void measure((tell) =>
              questions.landscape({ directions, points: Number(points), reach: Number(reach) }, tell),
            )
          }
          onCancel={() => void questions.cancel()}
        />
      </div>
      {tooFew && <p className="small warn-text">{say('tooFew')}</p>}
      <MeasureState progress={progress} error={error} />
      {value !== null && (
        <>
          <LandscapeMap key={`${value.step} ${value.directions} ${value.xs.length}`} landscape={value} />
          <p className="small muted">
            {say('atStep', { step: whole(value.step) })} {say('mapNote', { tokens: whole(value.tokens) })}{' '}
            {value.explained !== null && say('explained', { share: percent(value.explained) })}
          </p>
        </>
      )}
      <p className="small muted">
        {say('remembered', { count: steps.length, steps: steps.map(whole).join(', ') || '–', every: whole(every) })}
      </p>
    </>
  );
}
