/** The KaTeX symbol of a parameter as plain text, where it is a Greek letter that people know by sight. */
const letters: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  varepsilon: 'ε',
  eta: 'η',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
};
const subscripts = '₀₁₂₃₄₅₆₇₈₉';
const shape = /^\\([a-z]+)(?:_(\d))?$/;

/** null for everything else: a bare Latin letter says less than the name. */
export function plainSymbol(katex: string | undefined): string | null {
  const match = shape.exec(katex ?? '');
  if (match === null) return null;
  const letter = letters[match[1] ?? ''];
  if (letter === undefined) return null;
  return match[2] === undefined ? letter : letter + subscripts.charAt(Number(match[2]));
}
