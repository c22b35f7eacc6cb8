/** The board itself: a dot for every variant, chosen by click or by arrow keys from the smallest to the largest. */
import { type KeyboardEvent, useRef } from 'react';
import { nameRecipe } from '../../domain/compression/recipe/nameRecipe.ts';
import type { CompressedVariant } from '../../protocol/compression.ts';
import { useActions } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { bytes, shortTime } from '../format/numbers.ts';
import type { Budget } from '../../state/compression/contract.ts';
import { BudgetLines } from './seeing/BudgetLines.tsx';
import { useSeeingWords } from './seeing/useSeeingWords.ts';
import { KindMark } from './KindMark.tsx';
import { recipeKind } from './methodGroups.ts';
import { height, margin, paretoPicture, type ParetoPicture } from './paretoPicture.ts';
import { placeDotLabels } from './placeDotLabels.ts';
import { useExecutionWords } from './useExecutionWords.ts';
import { useWords } from './useWords.ts';
import { type Across, bySize, fits, perplexityText } from './variantFigures.ts';

interface ParetoChartProps {
  readonly variants: readonly CompressedVariant[];
  readonly selectedId: number | null;
  readonly budget: Budget;
  readonly width: number;
  readonly across: Across;
}

/** 100 kB and not 100.0 kB. */
const sizeTick = (value: number, across: Across): string =>
  (across === 'bytes' ? bytes(value) : shortTime(value)).replace(/\.0+(?=\D)/, '').replace(/(\.\d*?)0+(?=\D)/, '$1');

function Axes({
  picture: { x, y, tickText, toX, toY },
  width,
  across,
}: {
  readonly picture: ParetoPicture;
  readonly width: number;
  readonly across: Across;
}) {
  const say = useWords();
  const sayExecution = useExecutionWords();
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  return (
    <g className="board-axes" aria-hidden>
      {y.ticks.map((value) => (
        <g key={value}>
          <line x1={margin.left} x2={right} y1={toY(value)} y2={toY(value)} />
          <text x={margin.left - 8} y={toY(value) + 4} textAnchor="end">
            {tickText(value)}
          </text>
        </g>
      ))}
      <line className="base" x1={margin.left} x2={right} y1={bottom} y2={bottom} />
      {x.ticks.map((value) => (
        <text key={value} x={toX(value)} y={bottom + 16} textAnchor="middle">
          {sizeTick(value, across)}
        </text>
      ))}
      <text className="axis-name" x={right} y={height - 6} textAnchor="end">
        {sayExecution(`axis-${across}`)}
      </text>
      <text className="axis-name" x={margin.left} y={margin.top - 7}>
        {say(y.scale === 'log' ? 'boardAxisYLog' : 'boardAxisY')}
      </text>
    </g>
  );
}

export function ParetoChart({ variants, selectedId, budget, width, across }: ParetoChartProps) {
  const say = useWords();
  const saySeen = useSeeingWords();
  const sayExecution = useExecutionWords();
  const { local } = useI18n();
  const { compression } = useActions();
  const board = useRef<SVGSVGElement>(null);
  const picture = paretoPicture(variants, width, across);
  const { dots, originals, line } = picture;
  const order = bySize(variants, across).map(({ variantId }) => variantId);
  const focusable = selectedId ?? order[0];
  const choose = (id: number): void => {
    compression.select(id);
    board.current?.querySelector<SVGGElement>(`[data-variant="${id}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = order.indexOf(focusable ?? -1);
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: order.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const id = order[Math.min(order.length - 1, Math.max(0, target))];
    if (id !== undefined) choose(id);
  };
  const labels = placeDotLabels(
    [
      ...dots.filter(({ variant }) => variant.variantId === selectedId),
      ...dots.filter(({ variant, onFront }) => onFront && variant.variantId !== selectedId),
    ]
      .map(({ variant, x, y }) => ({ id: String(variant.variantId), text: local(nameRecipe(variant.recipe)), x, y }))
      .toSpliced(
        1,
        0,
        ...originals.map(({ original, x, y }) => ({
          id: `original-${original.step}`,
          text: say('originalDot', { step: original.step }),
          x,
          y,
        })),
      ),
    [...dots, ...originals],
    { left: margin.left + 2, right: width - 2, top: margin.top - 4, bottom: height - margin.bottom },
  );
  return (
    <svg ref={board} className="board" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <Axes picture={picture} width={width} across={across} />
      <BudgetLines picture={picture} budget={budget} width={width} across={across} />
      <path
        className="board-front"
        d={`M${line.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`}
        aria-hidden
      />
      {originals.map(({ original, x, y }) => (
        <path
          key={original.step}
          className="board-original"
          aria-hidden
          d={`M${x - 6} ${y}H${x + 6}M${x} ${y - 6}V${y + 6}`}
        />
      ))}
      <g role="radiogroup" aria-label={sayExecution(`label-${across}`)} onKeyDown={onKeyDown}>
        {dots.map(({ variant, onFront, x, y }) => {
          const { variantId, recipe, fileBytes, after, decoding } = variant;
          const over = !fits(variant, budget);
          const standing = sayExecution(`${onFront ? 'front' : 'beaten'}-${across}`);
          const label = say('dot', {
            name: local(nameRecipe(recipe)),
            size: bytes(fileBytes),
            perplexity: perplexityText(after.perplexity),
            time: sayExecution('dotTime', { time: shortTime(decoding.after.msPerToken) }),
            standing: over ? `${standing}, ${saySeen('overBudget')}` : standing,
          });
          return (
            <g
              key={variantId}
              role="radio"
              aria-checked={variantId === selectedId}
              aria-label={label}
              tabIndex={variantId === focusable ? 0 : -1}
              className="board-dot"
              data-variant={variantId}
              data-front={onFront || undefined}
              data-over={over || undefined}
              transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
              onClick={() => choose(variantId)}
            >
              <title>{label}</title>
              <circle className="halo" r={11} />
              <KindMark kind={recipeKind(recipe)} />
            </g>
          );
        })}
      </g>
      <g className="board-labels" aria-hidden>
        {labels.map(({ id, text, labelX, labelY }) => (
          <text key={id} x={labelX} y={labelY} data-selected={id === String(selectedId) || undefined}>
            {text}
          </text>
        ))}
      </g>
    </svg>
  );
}
