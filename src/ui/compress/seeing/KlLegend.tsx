/** What the shade of a compared token means. */
import { klScale, klStrength } from './klTint.ts';
import { useSeeingWords } from './useSeeingWords.ts';

export function KlLegend() {
  const say = useSeeingWords();
  return (
    <p className="small muted kl-legend">
      {say('klLegend')}
      {klScale.map((nats) => (
        <span key={nats} className="token tinted" style={{ '--p': `${Math.round(30 * klStrength(nats))}%` }}>
          {nats}
        </span>
      ))}
    </p>
  );
}
