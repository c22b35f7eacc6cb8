/** Waits for what comes late, on a busy machine too: only a failure takes long. */
import { vi } from 'vitest';

export const waitFor = <T>(read: () => T | Promise<T>): Promise<T> => vi.waitFor(read, { timeout: 20_000 });
