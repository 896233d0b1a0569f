import { expect, test } from 'vitest';
import {
  type FinetuneReport,
  pairedChange,
  replaceMeasured,
  reportMarkdown,
} from '../../scripts/lib/finetune-report.ts';

test('only answers that changed sides make a change uncertain', () => {
  const before = [true, true, true, true, false, false, false, false];
  expect(pairedChange(before, before)).toEqual({ change: 0, error: 0 });
  // Two gained, one lost, of eight: mean 1/8, mean square 3/8.
  const after = [false, true, true, true, true, true, false, false];
  const { change, error } = pairedChange(before, after);
  expect(change).toBeCloseTo(12.5);
  expect(error).toBeCloseTo(100 * Math.sqrt((3 / 8 - 1 / 64) / 8));
});

const row = (source: string, after: number, others: { source: string; change: number; error: number }[]) => ({
  ...{ source, captures: 20, tested: 16, found: 90, before: 50, after, others, seconds: 2 },
});
const report: FinetuneReport = {
  model: 'm-1',
  captures: 10,
  shielded: [
    row('anna', 60, [{ source: 'ben', change: -0.75, error: 0.5 }]),
    row('ben', 80, [{ source: 'anna', change: 0.35, error: 0.3 }]),
  ],
  plain: [row('anna', 61, [{ source: 'ben', change: -4, error: 1 }])],
  worst: [{ source: 'anna', letters: 'M N', before: 10, after: 70, rest: -1, others: -0.5 }],
  worstPlain: [{ source: 'anna', letters: 'M N', before: 10, after: 80, rest: -9, others: -5 }],
};

test('the tables name the worst pair and the mean', () => {
  const markdown = reportMarkdown(report);
  expect(markdown).toContain('| anna | 20 | 16 | 90 | 50.0 | 60.0 | +10.0 | -0.8 | -0.8 ± 0.5 (ben) | 2.0 |');
  expect(markdown).toContain('| mean | | | 90 | 50.0 | 70.0 | +20.0 | -0.2 | | 2.0 |');
  expect(markdown).toContain('only the 2 letters that go worst');
});

test('a document takes the tables between its marks, and a second time too', () => {
  const page = 'Before.\n\n<!-- measured -->\nold\n<!-- /measured -->\n\nAfter.\n';
  const once = replaceMeasured(page, 'new');
  expect(once).toBe('Before.\n\n<!-- measured -->\n\nnew\n\n<!-- /measured -->\n\nAfter.\n');
  expect(replaceMeasured(once ?? '', 'new')).toBe(once);
  expect(replaceMeasured('no marks', 'new')).toBeNull();
});
