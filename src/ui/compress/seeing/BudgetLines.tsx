/** How far a file and its perplexity may go, drawn on the board; the original that was made last is what counts. */
import type { Budget } from '../../../state/compression/contract.ts';
import { height, margin, type ParetoPicture } from '../paretoPicture.ts';
import type { Across } from '../variantFigures.ts';

interface BudgetLinesProps {
  readonly picture: ParetoPicture;
  readonly budget: Budget;
  readonly width: number;
  /** Bytes have no place where the board shows time. */
  readonly across: Across;
}

const within = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value));

/** A limit beyond the axes stands at their end. */
export function BudgetLines({ picture: { toX, toY, originals }, budget, width, across }: BudgetLinesProps) {
  const most = across === 'bytes' ? budget.bytes : null;
  const [left, right] = [margin.left, width - margin.right];
  const [top, bottom] = [margin.top, height - margin.bottom];
  const perplexity = originals.at(-1)?.original.quality.perplexity ?? null;
  const x = most === null ? right : within(toX(most), left, right);
  const y =
    budget.increase === null || perplexity === null
      ? top
      : within(toY(perplexity * (1 + budget.increase)), top, bottom);
  return (
    <g className="budget-lines" aria-hidden>
      {most !== null && <line x1={x} x2={x} y1={top} y2={bottom} />}
      {budget.increase !== null && <line x1={left} x2={right} y1={y} y2={y} />}
      {(most !== null || budget.increase !== null) && <rect x={left} y={y} width={x - left} height={bottom - y} />}
    </g>
  );
}
