/** Whether matrix products may round their factors to 16 bits: a switch, what runs now, and why not where it cannot be had. */
import { Switch } from 'radix-ui';
import { useId } from 'react';
import { whyNoHalf } from '../../../state/kernelPolicy.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useEngineI18n } from '../../context/engineWords.ts';

export function PrecisionChoice() {
  const { t } = useEngineI18n();
  const { choosePrecision } = useActions().engine;
  const asked = useAppState((state) => state.engine.precision === 'f16');
  const runs = useAppState((state) => state.engine.status?.precision === 'f16');
  const reason = useAppState(whyNoHalf);
  const aboutId = useId();
  return (
    <div className="precision-choice">
      <label className="row">
        <Switch.Root
          className="switch"
          checked={asked}
          // What was asked for in vain can be taken back.
          disabled={reason !== null && !asked}
          aria-describedby={aboutId}
          onCheckedChange={(checked) => void choosePrecision(checked ? 'f16' : 'f32')}
        >
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
        {t('halfInputs')}
      </label>
      <p id={aboutId} className="small muted">
        {t(reason === null ? (runs ? 'halfOn' : 'halfOff') : `noHalf-${reason}`)}
      </p>
    </div>
  );
}
