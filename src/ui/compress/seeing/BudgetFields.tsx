/** What a person can afford, beside the board: an empty field is no limit. */
import { useId } from 'react';
import type { CompressedVariant } from '../../../protocol/compression.ts';
import type { Budget } from '../../../state/compression/contract.ts';
import { useActions } from '../../context/app.tsx';
import { whole } from '../../format/numbers.ts';
import { fits } from '../variantFigures.ts';
import { useSeeingWords } from './useSeeingWords.ts';

interface LimitProps {
  readonly name: string;
  readonly value: number | null;
  /** What one of the field is in the unit of the budget. */
  readonly unit: number;
  readonly onChange: (value: number | null) => void;
}

function Limit({ name, value, unit, onChange }: LimitProps) {
  const id = useId();
  return (
    <span className="seeing-field">
      <label htmlFor={id}>{name}</label>
      <span className="number-box">
        <input
          id={id}
          type="number"
          min={0}
          step="any"
          value={value === null ? '' : Number((value / unit).toPrecision(6))}
          onChange={(event) => {
            const next = event.target.valueAsNumber;
            onChange(Number.isFinite(next) && next >= 0 ? next * unit : null);
          }}
        />
      </span>
    </span>
  );
}

export function BudgetFields({
  variants,
  budget,
}: {
  readonly variants: readonly CompressedVariant[];
  readonly budget: Budget;
}) {
  const say = useSeeingWords();
  const { compression } = useActions();
  const { bytes, increase } = budget;
  const count = variants.filter((variant) => fits(variant, budget)).length;
  return (
    <div className="seeing-controls budget" role="group" aria-label={say('budgets')}>
      <span className="small">{say('budgets')}</span>
      <Limit
        name={say('budgetBytes')}
        value={bytes}
        unit={1000}
        onChange={(next) => compression.setBudget({ bytes: next })}
      />
      <Limit
        name={say('budgetPerplexity')}
        value={increase}
        unit={0.01}
        onChange={(next) => compression.setBudget({ increase: next })}
      />
      {(bytes !== null || increase !== null) && (
        <span className="small muted" role="status">
          {say('withinBudget', { count: whole(count), total: whole(variants.length) })}
        </span>
      )}
    </div>
  );
}
