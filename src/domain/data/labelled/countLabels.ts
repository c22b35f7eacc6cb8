/** How many different labels stand before the tabs of some lines, whatever else is wrong with them. */
export function countLabels(text: string): number {
  const labels = text.split('\n').flatMap((line) => {
    const label = line.slice(0, Math.max(0, line.indexOf('\t'))).trim();
    return label === '' ? [] : [label];
  });
  return new Set(labels).size;
}
