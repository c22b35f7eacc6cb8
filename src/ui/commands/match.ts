/** Whether every word that was typed occurs in a text, in any order. */
export function matches(query: string, text: string): boolean {
  const folded = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
