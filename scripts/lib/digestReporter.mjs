/**
 * A Vitest reporter for the sum at the end of `npm test`: how many tests passed, and every failure with its place and
 * reason, into the file that TRIMTAB_DIGEST names. A file that does not load, a hook and an error that no test caught
 * are failures too.
 */
import { writeFileSync } from 'node:fs';

/** @typedef {{ where: string, why: string }} Failure */

export default class DigestReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    /** @type {Failure[]} */
    const failures = [];
    const fail = (where, errors) => failures.push({ where, why: errors.map(textOf).join('\n') });
    for (const module of modules) {
      const file = `${module.project.name}: ${module.relativeModuleId}`;
      if (module.errors().length > 0) fail(file, module.errors());
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) fail(`${file} > ${suite.fullName}`, suite.errors());
      }
      for (const test of module.children.allTests()) {
        const { state, errors = [] } = test.result();
        counts[state] += 1;
        if (state === 'failed') fail(`${file} > ${test.fullName}`, errors);
      }
    }
    for (const error of unhandledErrors) fail('outside of any test', [error]);
    writeFileSync(process.env['TRIMTAB_DIGEST'], JSON.stringify({ ...counts, failed: failures.length, failures }));
  }
}

function textOf({ name, message, stack }) {
  const place = stack?.split('\n').find((line) => /^\s+at /.test(line) && !line.includes('node_modules'));
  return [`${name}: ${message}`, ...(place ? [place.trim()] : [])].join('\n');
}
