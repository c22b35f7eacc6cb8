/** The commit that is measured. */
import { execFileSync } from 'node:child_process';
import { root } from '../scripts/lib/run.mjs';

export function commitOf() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
