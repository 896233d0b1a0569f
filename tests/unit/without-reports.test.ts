import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { withoutReports } from '../../scripts/lib/without-reports.ts';

describe('MediaPipe without its reports', () => {
  const shipped = readFileSync(fileURLToPath(import.meta.resolve('@mediapipe/tasks-vision')), 'utf8');

  test('the installed version neither gathers nor knows where to send', () => {
    const silent = withoutReports(shipped);
    expect(silent).not.toContain('googleapis.com/v1/log');
    expect(silent).not.toContain('this.flush()},6e4');
    expect(silent.length).toBeGreaterThan(shipped.length - 300);
  });

  test('a version that reports in another way stops the build', () => {
    expect(() => withoutReports('export const HandLandmarker = class {}')).toThrow(/no longer reports/);
    expect(() => withoutReports('send("https://odml.pa.googleapis.com/v1/log")')).toThrow(/another way/);
  });
});
