/** How a person sees a token: white space gets a visible mark, whatever cannot be seen its number in ⟨⟩. */

const marks: Readonly<Record<string, string>> = { ' ': '␣', '\n': '↵', '\t': '⇥', '\r': '␍' };

export const byteLabel = (byte: number): string => `⟨${byte.toString(16).toUpperCase().padStart(2, '0')}⟩`;

export function characterLabel(character: string): string {
  const mark = marks[character];
  if (mark !== undefined) return mark;
  if (/^\p{M}$/u.test(character)) return `◌${character}`;
  if (/^[\p{C}\p{Z}]$/u.test(character)) {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  }
  return character;
}
