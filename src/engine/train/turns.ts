/**
 * One asynchronous piece of work at a time, in the order asked for. An update of the weights waits for the GPU in its
 * middle; whoever reads them meanwhile would see some before and some after it.
 */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

export function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
