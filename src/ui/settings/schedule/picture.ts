/** Where the picture of a schedule has what, so that points lie on the line that they make. */
export const [width, height] = [264, 46];

export const pixelX = (share: number): number => 4 + share * (width - 8);

/** @param top the factor at the upper edge */
export const pixelY = (factor: number, top = 1): number => 5 + (1 - factor / top) * (height - 10);

/** The inverses, of a place in the picture that is as wide and high as the element is drawn. */
export function placeIn(element: Element, clientX: number, clientY: number): { share: number; factor: number } {
  const box = element.getBoundingClientRect();
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  return {
    share: within((((clientX - box.left) / box.width) * width - 4) / (width - 8)),
    factor: within(1 - (((clientY - box.top) / box.height) * height - 5) / (height - 10)),
  };
}
