/** Row and column of the chosen weight as numbers. */
import type { Place } from '../../charts/cellPicker.ts';
import { useSeeingWords } from './useSeeingWords.ts';
import { WholeField } from './WholeField.tsx';

interface PlaceFieldsProps {
  readonly rows: number;
  readonly columns: number;
  readonly place: Place;
  readonly onChoose: (place: Place) => void;
}

export function PlaceFields({ rows, columns, place, onChoose }: PlaceFieldsProps) {
  const say = useSeeingWords();
  return (
    <>
      <WholeField
        name={say('row')}
        value={place.row}
        min={0}
        max={rows - 1}
        onChange={(row) => onChoose({ ...place, row })}
      />
      <WholeField
        name={say('column')}
        value={place.column}
        min={0}
        max={columns - 1}
        onChange={(column) => onChoose({ ...place, column })}
      />
    </>
  );
}
