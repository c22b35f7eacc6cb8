/** Entry of bench.html. */
import { createRoot } from 'react-dom/client';
import '../ui/theme/index.css';
import './bench.css';
import { BenchPage } from './BenchPage.tsx';
import { planOf } from './plan.ts';
import type { Machine } from './report.ts';
import { createRunner } from './runner.ts';
import { spawnWorker } from './spawnWorker.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('bench.html has no #root');

const plan = planOf(location.search);
const machine: Machine = {
  userAgent: navigator.userAgent,
  cores: navigator.hardwareConcurrency,
  isolated: crossOriginIsolated,
};
const runner = createRunner(plan, spawnWorker, Date.now);
createRoot(root).render(<BenchPage plan={plan} machine={machine} runner={runner} />);
