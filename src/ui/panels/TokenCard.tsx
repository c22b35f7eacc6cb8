/** What the model considered at one token: its most probable choices as bars. */
import { type RefObject, useLayoutEffect, useState } from 'react';
import type { SampledToken } from '../../protocol/protocol.ts';
import { useI18n } from '../context/language.tsx';
import { classes } from '../primitives/classes.ts';

interface TokenCardProps {
  readonly token: SampledToken;
  readonly fromPrompt: boolean;
  readonly anchorId: string;
  readonly within: RefObject<HTMLElement | null>;
  readonly format: (probability: number) => string;
}

const cardWidth = 208;
const cardHeight = 190;

/** Below the token, or above where there is no room; in page coordinates, because panels scroll. */
function place(anchor: DOMRect): { readonly left: number; readonly top: number } {
  const left = Math.max(8, Math.min(anchor.left - 12, window.innerWidth - cardWidth - 8));
  const below = anchor.bottom + 6;
  return { left, top: below + cardHeight > window.innerHeight ? Math.max(8, anchor.top - 6 - cardHeight) : below };
}

export function TokenCard({ token, fromPrompt, anchorId, within, format }: TokenCardProps) {
  const { t } = useI18n();
  const [at, setAt] = useState<{ readonly left: number; readonly top: number } | null>(null);
  useLayoutEffect(() => {
    const anchor = within.current?.ownerDocument.getElementById(anchorId);
    setAt(anchor ? place(anchor.getBoundingClientRect()) : null);
  }, [anchorId, within]);
  if (at === null) return null;
  return (
    <div className="token-card" style={at} aria-hidden>
      <p className="small muted">{t(fromPrompt ? 'tokenGiven' : 'tokenConsidered')}</p>
      <ul>
        {token.alternatives.map((choice) => {
          const taken = choice.label === token.text || choice.probability === token.probability;
          return (
            <li key={choice.label} className={classes(taken && 'taken')}>
              <code>{choice.label}</code>
              <span className="bar">
                <i style={{ width: `${(100 * choice.probability).toFixed(1)}%` }} />
              </span>
              <span className="amount">{format(choice.probability)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
