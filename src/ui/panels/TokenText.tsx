/**
 * Text as the model wrote it: each token is shaded by how sure the model was, and the one under the pointer or the
 * arrow keys shows what else it considered.
 */
import { type KeyboardEvent, useId, useState } from 'react';
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
  /** From this token on it is another text than the one that it is compared with. */
  readonly differsFrom?: number | undefined;
  /** Another thing to shade tokens by than how sure the model was; null leaves one as it is. */
  readonly tint?: ((index: number) => TokenTint | null) | undefined;
}

export interface TokenTint {
  /** 0 to 1 */
  readonly strength: number;
  /** What it says, for readers and on the card. */
  readonly words: string;
}

const percent = (probability: number): string => `${(probability * 100).toFixed(probability < 0.1 ? 1 : 0)} %`;

/** Strength of the shade; never so strong that the text on it loses contrast. */
const shade = (probability: number): string => `${Math.round(30 * Math.max(0, Math.min(1, probability)))}%`;

export function TokenText({ tokens, label, writing = false, differsFrom = Infinity, tint }: TokenTextProps) {
  const { t } = useI18n();
  const [active, setActive] = useState<{ readonly index: number; readonly at: DOMRect } | null>(null);
  const id = useId();
  const chosen = active === null ? undefined : tokens[active.index];
  const activate = (index: number): void => {
    const element = document.getElementById(`${id}-${index}`);
    element?.scrollIntoView({ block: 'nearest' });
    setActive(element === null ? null : { index, at: element.getBoundingClientRect() });
  };
  const move = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 };
    const by = moves[event.key];
    if (event.key === 'Escape') setActive(null);
    if (by === undefined || tokens.length === 0) return;
    event.preventDefault();
    activate(Math.min(tokens.length - 1, Math.max(0, (active?.index ?? -Math.sign(by)) + by)));
  };
  return (
    <div className="token-text">
      <div
        className="tokens scroll"
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={active === null ? undefined : `${id}-${active.index}`}
        onKeyDown={move}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && active === null && activate(0)}
        onBlur={() => setActive(null)}
        onPointerLeave={() => setActive(null)}
      >
        {tokens.map(({ token, fromPrompt }, index) => {
          const tinted = tint?.(index) ?? null;
          const words = [token.text === '\n' ? t('newLine') : token.text, percent(token.probability)];
          return (
            <span
              key={index}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active?.index}
              aria-label={[...words, ...(tinted === null ? [] : [tinted.words])].join(', ')}
              className={classes(
                'token',
                tint !== undefined && 'tinted',
                fromPrompt && 'given',
                index === active?.index && 'active',
                index === differsFrom && 'first-difference',
                index > differsFrom && 'differs',
              )}
              style={
                tint !== undefined
                  ? { '--p': shade(tinted?.strength ?? 0) }
                  : fromPrompt
                    ? undefined
                    : { '--p': shade(token.probability) }
              }
              onPointerEnter={(event) => setActive({ index, at: event.currentTarget.getBoundingClientRect() })}
            >
              {token.text}
            </span>
          );
        })}
        {writing && <span className="caret" aria-hidden />}
      </div>
      {chosen !== undefined && active !== null && (
        <TokenCard
          token={chosen.token}
          fromPrompt={chosen.fromPrompt}
          anchor={active.at}
          format={percent}
          note={tint?.(active.index)?.words}
        />
      )}
    </div>
  );
}
