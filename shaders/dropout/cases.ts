/** Nothing dropped, everything dropped, rates that f32 cannot hold, lengths that fill no workgroup. */
export interface DropoutCase {
  readonly length: number;
  readonly rate: number;
  readonly seed: number;
  readonly stream: number;
}

export const dropoutCases: readonly DropoutCase[] = [
  { length: 1, rate: 0.5, seed: 1, stream: 0 },
  { length: 100, rate: 0, seed: 2, stream: 7 },
  { length: 100, rate: 1, seed: 2, stream: 7 },
  { length: 70001, rate: 0.7, seed: 2147483647, stream: 0xffffffff },
  { length: 4096, rate: 0.1, seed: 0, stream: 0x3000 },
];
