/**
 * The series of a run as the same object until the run has new rows: of six overlaid runs five stand still, and what
 * is the same object is neither computed nor drawn again.
 */
import type { MetricsReader, Series, SeriesRequest } from '../../state/contract.ts';

interface Entry {
  readonly rows: number;
  readonly lastStep: number;
  readonly series: Series;
}

type Request = Omit<SeriesRequest, 'range'>;

const caches = new WeakMap<MetricsReader, Map<string, Entry>>();

/** Smoothing moves with a slider; beyond this many curves the oldest are forgotten. */
const mostEntries = 200;

export function cachedSeries(reader: MetricsReader, runId: string, request: Request): Series {
  const cache = caches.get(reader) ?? new Map<string, Entry>();
  caches.set(reader, cache);
  const key = `${runId} ${request.column} ${request.xAxis} ${request.maxPoints} ${request.smoothing}`;
  const rows = reader.rows(runId);
  // A run that went back to a checkpoint may have as many rows as before, but not at the same steps.
  const lastStep = reader.row(runId, rows - 1)?.step ?? 0;
  const known = cache.get(key);
  if (known?.rows === rows && known.lastStep === lastStep) return known.series;
  const series = reader.series(runId, { ...request, range: null });
  cache.delete(key);
  cache.set(key, { rows, lastStep, series });
  const [oldest] = cache.keys();
  if (cache.size > mostEntries && oldest !== undefined) cache.delete(oldest);
  return series;
}
