/** Lazy chunk with KaTeX and its style sheet; also emits MathML for screen readers. */
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useMemo } from 'react';

/** The only command that writes an attribute: a class for the symbol that is being explained. */
const trust = ({ command }: { readonly command: string }): boolean => command === '\\htmlClass';

export default function Katex({ source, display }: { readonly source: string; readonly display: boolean }) {
  const html = useMemo(
    () =>
      katex.renderToString(source, {
        displayMode: display,
        throwOnError: false,
        strict: 'ignore',
        output: 'htmlAndMathml',
        trust,
      }),
    [source, display],
  );
  // KaTeX escapes its input; the source comes from definitions, never from a person.
  return <span className={display ? 'formula-display' : 'formula'} dangerouslySetInnerHTML={{ __html: html }} />;
}
