/** Formulas and pictures cost jsdom seconds and show it nothing; tests/ui/charts looks at what they are drawn from. */
import { vi } from 'vitest';

vi.mock('../../src/ui/primitives/Katex.tsx', () => ({ default: ({ source }: { readonly source: string }) => source }));
vi.mock('../../src/ui/charts/LossChart.tsx', () => ({ default: () => null }));
vi.mock('../../src/ui/charts/SmallChart.tsx', () => ({ default: () => null }));
