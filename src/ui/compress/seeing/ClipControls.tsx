/** Which numbers are looked at, and which levels lie over them. */
import { clipMethods, isEven, type GridChoice } from '../../../domain/compression/seeing/clipGrid.ts';
import type { ClipRequest } from '../../../protocol/seeing.ts';
import { NativeSelect } from '../../primitives/NativeSelect.tsx';
import { Segmented } from '../../primitives/Segmented.tsx';
import { useSeeingWords } from './useSeeingWords.ts';
import { WholeField } from './WholeField.tsx';

/** All that is chosen, the group's number included. */
export type ClipChoice = Omit<ClipRequest, 'runId' | 'name'>;

interface ClipControlsProps {
  readonly choice: ClipChoice;
  /** Of the answer that is shown; 1 before there is one. */
  readonly groups: number;
  readonly onChange: (changes: Partial<ClipChoice>) => void;
}

/** Scales of a group begin at whole words of codes. */
const groupStep = 32;
const mostGroup = 1024;

export function ClipControls({ choice, groups, onChange }: ClipControlsProps) {
  const say = useSeeingWords();
  const { of, choice: grid, granularity, group, index } = choice;
  const setGrid = (changes: Partial<GridChoice>): void => onChange({ choice: { ...grid, ...changes } });
  return (
    <div className="seeing-controls">
      <Segmented
        label={say('of')}
        value={of}
        options={(['weights', 'inputs'] as const).map((id) => ({ id, name: say(`of-${id}`) }))}
        onChange={(next) => onChange({ of: next, index: 0 })}
      />
      <NativeSelect
        label={say('method')}
        value={grid.method}
        options={clipMethods.map((id) => ({ id, name: say(`method-${id}`) }))}
        onChange={(method) => setGrid({ method })}
      />
      {isEven(grid.method) && (
        <>
          <WholeField name={say('bits')} value={grid.bits} min={2} max={8} onChange={(bits) => setGrid({ bits })} />
          <label className="seeing-field">
            <input
              type="checkbox"
              checked={grid.symmetric}
              onChange={(event) => setGrid({ symmetric: event.target.checked })}
            />
            {say('symmetric')}
          </label>
        </>
      )}
      <Segmented
        label={say('granularity')}
        value={granularity}
        options={(['tensor', 'row', 'group'] as const).map((id) => ({ id, name: say(`granularity-${id}`) }))}
        onChange={(next) => onChange({ granularity: next, index: 0 })}
      />
      {granularity === 'group' && (
        <WholeField
          name={say('group')}
          value={group}
          min={groupStep}
          max={mostGroup}
          step={groupStep}
          onChange={(next) => onChange({ group: next, index: 0 })}
        />
      )}
      {groups > 1 && (
        <WholeField
          name={say('index', { count: groups })}
          value={index + 1}
          min={1}
          max={groups}
          onChange={(next) => onChange({ index: next - 1 })}
        />
      )}
    </div>
  );
}
