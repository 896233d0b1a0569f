import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, parseSettings } from '../../../src/app/settings.ts';

test('valid fields are kept, invalid and unknown ones become defaults', () => {
  const stored = { holdMs: 250, wordBreakMs: -1, theme: 'dark', language: 'xx', inputSize: 160, extra: 1 };
  expect(parseSettings(stored)).toEqual({
    ...DEFAULT_SETTINGS,
    holdMs: 250,
    theme: 'dark',
    inputSize: 160,
  });
});

test('anything at all parses, and parsing twice changes nothing', () => {
  const arbitrary = fc.record(
    Object.fromEntries(Object.keys(DEFAULT_SETTINGS).map((key) => [key, fc.anything()])),
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), arbitrary), (stored) => {
      const once = parseSettings(stored);
      expect(Object.keys(once).sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
      expect(parseSettings(once)).toEqual(once);
    }),
  );
});
