/**
 * Text as the model wrote it: each token is shaded by how sure the model was, and the one under the pointer or the
 * arrow keys shows what else it considered.
 */
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { SampledToken } from '../../protocol/protocol.ts';
import { useI18n } from '../context/language.tsx';
import { classes } from '../primitives/classes.ts';
import { TokenCard } from './TokenCard.tsx';

export interface ShownToken {
  readonly token: SampledToken;
  readonly fromPrompt: boolean;
}

declare module 'react' {
  interface CSSProperties {
    /** Shade of a token, see theme/panels.css. */
    '--p'?: string;
  }
}

interface TokenTextProps {
  readonly tokens: readonly ShownToken[];
  readonly label: string;
  /** Show a caret: more is coming. */
  readonly writing?: boolean;
}

const percent = (probability: number): string => `${(probability * 100).toFixed(probability < 0.1 ? 1 : 0)} %`;

/** Strength of the shade; never so strong that the text on it loses contrast. */
const shade = (probability: number): string => `${Math.round(30 * Math.max(0, Math.min(1, probability)))}%`;

export function TokenText({ tokens, label, writing = false }: TokenTextProps) {
  const { t } = useI18n();
  const [active, setActive] = useState<number | null>(null);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const chosen = active === null ? undefined : tokens[active];
  const move = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 };
    const by = moves[event.key];
    if (event.key === 'Escape') setActive(null);
    if (by === undefined || tokens.length === 0) return;
    event.preventDefault();
    setActive(Math.min(tokens.length - 1, Math.max(0, (active ?? -Math.sign(by)) + by)));
  };
  const spokenActive = chosen && `${id}-${active}`;
  return (
    <div className="token-text">
      <div
        ref={box}
        className="tokens scroll"
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={spokenActive}
        onKeyDown={move}
        onFocus={() => setActive((current) => current ?? (tokens.length > 0 ? 0 : null))}
        onBlur={() => setActive(null)}
        onPointerLeave={() => setActive(null)}
        onScroll={() => setActive(null)}
      >
        {tokens.map(({ token, fromPrompt }, index) => (
          <span
            key={index}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            aria-label={`${token.text === '\n' ? t('newLine') : token.text}, ${percent(token.probability)}`}
            className={classes('token', fromPrompt && 'given', index === active && 'active')}
            style={fromPrompt ? undefined : { '--p': shade(token.probability) }}
            onPointerEnter={() => setActive(index)}
          >
            {token.text}
          </span>
        ))}
        {writing && <span className="caret" aria-hidden />}
      </div>
      {chosen !== undefined && spokenActive !== undefined && (
        <TokenCard token={chosen.token} fromPrompt={chosen.fromPrompt} anchorId={spokenActive} within={box} format={percent} />
      )}
    </div>
  );
}
