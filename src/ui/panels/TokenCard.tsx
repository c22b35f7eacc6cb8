/** What the model considered at one token: its most probable choices as bars. */
import type { SampledToken } from '../../protocol/protocol.ts';
import { useI18n } from '../context/language.tsx';
import { classes } from '../primitives/classes.ts';

interface TokenCardProps {
  readonly token: SampledToken;
  readonly fromPrompt: boolean;
  /** Where the token is on the page. */
  readonly anchor: DOMRect;
  readonly format: (probability: number) => string;
  /** Something more about the token. */
  readonly note?: string | undefined;
}

interface Place {
  readonly left: number;
  readonly top?: number;
  readonly bottom?: number;
}

const cardWidth = 208;
/** At most: eight choices and the heading. */
const cardHeight = 200;

/** Below the token, or above where there is no room; in page coordinates, because panels scroll. */
function place(anchor: DOMRect): Place {
  const left = Math.max(8, Math.min(anchor.left - 12, window.innerWidth - cardWidth - 8));
  const below = anchor.bottom + 6;
  return below + cardHeight > window.innerHeight
    ? { left, bottom: window.innerHeight - anchor.top + 6 }
    : { left, top: below };
}

export function TokenCard({ token, fromPrompt, anchor, format, note }: TokenCardProps) {
  const { t } = useI18n();
  return (
    <div className="token-card" style={place(anchor)} aria-hidden>
      <p className="small muted">{t(fromPrompt ? 'tokenGiven' : 'tokenConsidered')}</p>
      {note !== undefined && <p className="small">{note}</p>}
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
