/**
 * Repeats the body of loops that a `// unroll` line precedes, so that private arrays are indexed by constants and live in
 * registers: software adapters keep arrays with a variable index in memory, and drivers are free to. The WGSL source is
 * complete without it. Form: `for (var c = 0u; c < COUNT; c++) {`, COUNT a constant or a number, the closing brace at the
 * loop's indentation.
 */

/** Code grows with the count; longer loops are left alone, since compiling them would take seconds. */
const maxRepeats = 8;

const marked = /^([ \t]*)\/\/ unroll\n\1for \(var (\w+) = 0u; \2 < (\w+); \2\+\+\) \{\n([^]*?)\n\1\}$/gm;

export function unroll(source: string, counts: Readonly<Record<string, number>>): string {
  return source.replace(marked, (loop, indent: string, index: string, bound: string, body: string) => {
    const count = counts[bound] ?? parseInt(bound);
    if (Number.isNaN(count)) throw new Error(`unroll: ${bound} is not among the counts`);
    if (count > maxRepeats) return loop;
    const inner = unroll(body, counts);
    const repeat = (_: unknown, i: number): string =>
      `${indent}{\n${indent}  const ${index} = ${i}u;\n${inner}\n${indent}}`;
    return Array.from({ length: count }, repeat).join('\n');
  });
}
