/** Which matrices mind being compressed: measured one at a time, shown as a map, and painted into a recipe. */
import { useState } from 'react';
import { newPass } from '../../../domain/compression/recipe/editRecipe.ts';
import { passMethods, type PassId } from '../../../domain/compression/recipe/passes.ts';
import type { RecipePass } from '../../../domain/compression/recipe/recipe.ts';
import { axisOf } from '../../../domain/compression/sensitivity/axis.ts';
import { describeError } from '../../../domain/core/describeError.ts';
import type { SensitivityWork } from '../../../state/sensitivity/contract.ts';
import { isHeld } from '../../../state/run/runState.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useI18n } from '../../context/language.tsx';
import { duration, fixed, whole } from '../../format/numbers.ts';
import { TimedProgress } from '../../panels/engine/TimedProgress.tsx';
import { focusStarter } from '../../primitives/passFocus.ts';
import { Hint } from '../../primitives/Hint.tsx';
import { NativeSelect } from '../../primitives/NativeSelect.tsx';
import { AlertIcon } from '../../primitives/icons.ts';
import { shadeBounds } from './mapFigures.ts';
import { SensitivityGrid } from './SensitivityGrid.tsx';
import { SensitivityPaint } from './SensitivityPaint.tsx';
import { useSensitivityWords } from './useSensitivityWords.ts';

const measurable = Object.values(passMethods).filter(({ id }) => axisOf(id) !== null);

function Progress({ working: { done, of, elapsedMs, cancelling } }: { readonly working: SensitivityWork }) {
  const say = useSensitivityWords();
  const words = cancelling ? 'cancelling' : of === 0 ? 'begun' : 'measuring';
  const left = done === 0 ? null : (elapsedMs / done / 1000) * (of - done);
  const detail = left === null ? null : say('left', { done, count: of, time: duration(left) });
  return <TimedProgress words={say(words)} detail={detail} share={of === 0 ? null : done / of} />;
}

function Legend() {
  const say = useSensitivityWords();
  return (
    <p className="sensitivity-legend small muted">
      {say('legend')}
      {shadeBounds.map((bound, i) => (
        <span key={bound} data-shade={i + 1}>
          ≥{1000 * bound}
        </span>
      ))}
    </p>
  );
}

function Failure() {
  const say = useSensitivityWords();
  const { language } = useI18n();
  const error = useAppState((state) => state.sensitivity.error);
  if (error === null) return null;
  const { cause, remedy } = describeError(error, language);
  return (
    <p className="problem-note" role="alert">
      <AlertIcon className="icon" aria-hidden /> <strong>{say('failed')}</strong> {cause} {remedy}
    </p>
  );
}

/** The settings of the method where the recipe has it, else its own; for all matrices. */
function usePassOf(method: PassId): RecipePass {
  const recipe = useAppState((state) => state.compression.recipe);
  const found = recipe?.passes.find((pass) => pass.method === method);
  if (found === undefined) return newPass(method);
  const { only: _only, ...pass } = found;
  return pass;
}

export function SensitivityPanel() {
  const say = useSensitivityWords();
  const { local } = useI18n();
  const { sensitivity } = useActions();
  const { map, working } = useAppState((state) => state.sensitivity);
  const held = useAppState((state) => isHeld(state.run.phase));
  const [method, setMethod] = useState<PassId>('gptq');
  const pass = usePassOf(method);
  const levels = axisOf(method)?.levels ?? [];
  return (
    <section className="panel sensitivity" aria-labelledby="sensitivity-title">
      <header className="panel-head">
        <h2 id="sensitivity-title">{say('sensitivity')}</h2>
        <span className="muted small truncate">{say('sensitivityHint')}</span>
        <span className="grow" />
        <div className="sensitivity-tools">
          <NativeSelect
            label={say('method')}
            value={method}
            options={measurable.map(({ id, name }) => ({ id, name: local(name) }))}
            onChange={setMethod}
          />
          <Hint text={say('measureHint')}>
            <button
              type="button"
              className="button"
              disabled={!held}
              aria-disabled={working !== null}
              aria-busy={working !== null}
              onClick={() => void sensitivity.measure(pass, levels)}
            >
              {say('measure')}
            </button>
          </Hint>
          {working !== null && (
            <button
              type="button"
              className="button"
              disabled={working.cancelling}
              onClick={({ currentTarget }) => {
                focusStarter(currentTarget, '.sensitivity');
                void sensitivity.cancel();
              }}
            >
              {say('cancel')}
            </button>
          )}
        </div>
      </header>
      {working !== null && <Progress working={working} />}
      <Failure />
      {map === null ? (
        <p className="small muted">{say('empty')}</p>
      ) : (
        <>
          <p className="small muted">
            {say('unit', { loss: fixed(map.lossNats, 4), tokens: whole(map.tokens), step: whole(map.step) })}{' '}
            {say('paintHint')}
          </p>
          <SensitivityGrid map={map} />
          <Legend />
          <SensitivityPaint map={map} />
        </>
      )}
    </section>
  );
}
