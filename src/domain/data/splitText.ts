/**
 * A person's own text is divided as nanoGPT divides Shakespeare: the last tenth is validation. The cut moves to the best
 * boundary nearby, so that no sentence is torn apart.
 */
const validationShare = 0.1;

/** How far the cut may move, as a share of the text. */
const reach = 0.02;

/** What may be cut after, best first: a paragraph, a line, a sentence. */
const boundaries = [/\n[^\S\n]*\n+/g, /\n/g, /[.!?]["')\]]*\s|[。！？][”’』」]*/g];

export function splitText(text: string): { readonly train: string; readonly validation: string } {
  const cut = cutOf(text);
  return { train: text.slice(0, cut), validation: text.slice(cut) };
}

function cutOf(text: string): number {
  const target = Math.round(text.length * (1 - validationShare));
  const from = Math.max(0, target - Math.floor(text.length * reach));
  const nearby = text.slice(from, target + Math.floor(text.length * reach));
  for (const boundary of boundaries) {
    const ends = Array.from(nearby.matchAll(boundary), (match) => from + match.index + match[0].length);
    const inside = ends.filter((end) => end > 0 && end < text.length);
    if (inside.length > 0) return inside.reduce((a, b) => (Math.abs(b - target) < Math.abs(a - target) ? b : a));
  }
  const splitsPair = /[\uDC00-\uDFFF]/.test(text.charAt(target));
  return splitsPair ? target - 1 : target;
}
