/** What goes with the picture of a schedule and is not needed at once: points to drag, what only the run can tell, the test. */
import { resolve } from '../../../domain/config/resolve.ts';
import { useAppState } from '../../context/app.tsx';
import { PointEditor } from './PointEditor.tsx';
import { RangeTest } from './RangeTest.tsx';
import { useScheduleWords } from './useScheduleWords.ts';

/** @param drawn whether the picture is there */
export default function ScheduleTools({ drawn }: { readonly drawn: boolean }) {
  const say = useScheduleWords();
  const config = useAppState((state) => state.config.config);
  const { definition } = resolve(config).schedule;
  return (
    <>
      {drawn && definition.points !== undefined && <PointEditor path={`schedule.${definition.points}`} />}
      {drawn && definition.watch && <p className="small muted">{say('depends')}</p>}
      <RangeTest />
    </>
  );
}
