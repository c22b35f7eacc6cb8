/** How a compression ends that a person has cancelled: by an error that only its beginning catches. */

export class GivenUp extends Error {}

export function giveUpIf({ cancelled }: { readonly cancelled: () => boolean }): void {
  if (cancelled()) throw new GivenUp();
}
