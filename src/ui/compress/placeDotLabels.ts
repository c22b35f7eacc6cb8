/** Names beside dots, each where it covers neither another name nor a dot; a name without room is left out. */

export interface Labelled {
  readonly id: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export interface PlacedLabel extends Labelled {
  readonly labelX: number;
  readonly labelY: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const lineHeight = 13;
const dotSize = 7;
/** Chinese characters are square, Latin ones half as wide. */
const widthOf = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + (letter >= '\u3000' ? 11 : 6), 0);

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * @param wanted most important first
 * @param dots all that must stay visible
 */
export function placeDotLabels(
  wanted: readonly Labelled[],
  dots: readonly { readonly x: number; readonly y: number }[],
  area: Box,
): readonly PlacedLabel[] {
  const taken: Box[] = dots.map(({ x, y }) => ({
    left: x - dotSize,
    right: x + dotSize,
    top: y - dotSize,
    bottom: y + dotSize,
  }));
  return wanted.flatMap((label) => {
    const { x, y, text } = label;
    const width = widthOf(text);
    const places = [
      [x - width / 2, y - 14],
      [x + 15, y + 4],
      [x - width - 15, y + 4],
      [x - width / 2, y + 23],
      [x + 10, y - 10],
      [x - width - 10, y - 10],
      [x + 10, y + 19],
      [x - width - 10, y + 19],
    ] as const;
    for (const [left, base] of places) {
      const box = { left, right: left + width, top: base - lineHeight + 3, bottom: base + 3 };
      const inside =
        box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom;
      if (!inside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return [{ ...label, labelX: left, labelY: base }];
    }
    return [];
  });
}
