// @ts-check
/**
 * Adds up the tests that Vitest ran in the whole checkout: `node scripts/count-tests.mjs [REPORT…]`, after `pnpm test`;
 * reports named are those of tests that only some machines run, and have to be there.
 *
 * The last line is "N passed, N failed", with ", N skipped" if there are any. A test that did not finish has failed; a
 * test file that could not run, and a run that failed for another reason, count as one failed test. What failed is named
 * above it, with the first lines of its error. Exits 1 if anything failed, if nothing passed, or if a report is missing:
 * of a package with tests, or one that was named.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * What is read of Vitest's JSON report.
 * @typedef {{ fullName: string, status: string, failureMessages: string[] }} Test
 * @typedef {{ name: string, status: string, message: string, assertionResults: Test[] }} File
 */

const homes = ['.', 'examples', ...readdirSync('packages').map((name) => join('packages', name))];
const reports = homes
  .filter((home) => existsSync(join(home, 'vitest.config.ts')))
  .map((home) => join(home, 'test-results', 'vitest.json'));
const missing = [];
/** @type {string[]} */
const failures = [];
const count = { passed: 0, failed: 0, skipped: 0 };

for (const report of [...reports, ...process.argv.slice(2)]) {
  if (!existsSync(report)) {
    missing.push(report);
    continue;
  }
  /** @type {{ success: boolean, testResults: File[] }} */
  const { success, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const failedBeforeReport = count.failed;
  for (const { name, status, message, assertionResults } of testResults) {
    const failedBefore = count.failed;
    for (const test of assertionResults) {
      if (test.status === 'passed') count.passed++;
      else if (test.status === 'skipped' || test.status === 'todo') count.skipped++;
      else fail(`${relative('.', name)}: ${test.fullName}`, test.failureMessages[0] ?? `it is ${test.status}`);
    }
    if (status === 'failed' && count.failed === failedBefore) fail(relative('.', name), message);
  }
  if (!success && count.failed === failedBeforeReport) fail(report, 'the run failed, and none of its tests');
}

for (const failure of failures) console.error(failure);
for (const report of missing) console.error(`${report}: missing; these tests did not run.`);
console.log(`${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`);
process.exitCode = count.failed > 0 || count.passed === 0 || missing.length > 0 ? 1 : 0;

/** Counts a test that failed. @param {string} name @param {string} message the first lines are shown */
function fail(name, message) {
  count.failed++;
  const lines = message.split('\n').map((line) => line.trim());
  failures.push([`failed: ${name}`, ...lines.filter((line) => line !== '').slice(0, 6)].join('\n    '));
}
