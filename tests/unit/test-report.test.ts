import { describe, expect, test } from 'vitest';
import { playwrightTally, settle, sum, summary, vitestTally } from '../../scripts/lib/test-report.ts';

describe('the counts of a test run', () => {
  test('a test file that cannot be loaded is a failure', () => {
    const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };
    const testResults = [
      { status: 'passed', assertionResults: [1, 2, 3] },
      { status: 'failed', assertionResults: [] },
    ];
    expect(vitestTally({ ...report, testResults })).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  test('an end-to-end test that passed on a second try is a failure', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
    expect(playwrightTally({ stats, errors: [] })).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  test('a runner that dies is a failure, whatever its report says', () => {
    expect(settle(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(settle({ passed: 9, failed: 0, skipped: 0 }, 1)).toEqual({ passed: 9, failed: 1, skipped: 0 });
    expect(settle({ passed: 9, failed: 2, skipped: 0 }, 1)).toEqual({ passed: 9, failed: 2, skipped: 0 });
  });

  test('the last line is plain', () => {
    const all = sum([
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 1, skipped: 0 },
    ]);
    expect(summary(all)).toBe('3 passed, 1 failed');
    expect(summary({ passed: 1, failed: 0, skipped: 4 })).toBe('1 passed, 0 failed, 4 skipped');
  });
});
