import { afterEach, describe, expect, test } from 'vitest';
import { type BrowserFamily, browserFamily } from '../../src/components/spell/browser-family.ts';
import { statusMessage } from '../../src/components/spell/status-message.ts';
import { LANGUAGES, setLanguage } from '../../src/i18n/language.ts';
import { CAMERA_ERRORS, STATUSES } from '../shots/samples.ts';

const FAMILIES: BrowserFamily[] = ['ios', 'android', 'firefox', 'edge', 'safari', 'chrome', 'other'];

afterEach(() => setLanguage('en'));

describe.each(LANGUAGES)('in %s', (language) => {
  test('every status has a sentence of its own', () => {
    setLanguage(language);
    const titles = STATUSES.map((status) => statusMessage(status, 'chrome').title);
    expect(titles.every((title) => title.length > 3)).toBe(true);
    expect(new Set(titles).size).toBe(STATUSES.length);
    if (language === 'ru') expect(titles.filter((title) => !/[а-яё]/i.test(title))).toEqual([]);
  });

  test('nothing is left of a key or a placeholder', () => {
    setLanguage(language);
    for (const status of STATUSES) {
      const { title, detail } = statusMessage(status, 'other');
      expect(`${title} ${detail}`).not.toMatch(/[{}]|(status|camera)\.[a-z]/);
    }
  });

  test('a blocked camera is explained for each browser', () => {
    setLanguage(language);
    const details = FAMILIES.map(
      (family) => statusMessage({ kind: 'camera-error', code: 'blocked' }, family).detail,
    );
    expect(new Set(details).size).toBe(FAMILIES.length);
  });
});

test('every camera error says what to do, and all that can be tried again offer it', () => {
  for (const code of CAMERA_ERRORS) {
    const { detail, action } = statusMessage({ kind: 'camera-error', code }, 'chrome');
    expect(detail.length).toBeGreaterThan(20);
    const hopeless = code === 'insecure-context' || code === 'unsupported';
    expect(action?.does ?? null).toBe(hopeless ? null : 'retry');
  }
});

test('a download says how much, how fast and how long; a stalled one says that it waits', () => {
  const status = { kind: 'downloading', doneBytes: 12e6, totalBytes: 41e6, bytesPerSecond: 2.9e6 } as const;
  const moving = statusMessage(status, 'chrome');
  expect(moving.title).toContain('12 of 41 MB');
  expect(moving.detail).toMatch(/2\.9 MB\/s, about 10 sec left/);
  expect(moving.progress).toBeCloseTo(12 / 41);
  const stalled = statusMessage({ ...status, bytesPerSecond: 0 }, 'chrome');
  expect(stalled.detail).not.toMatch(/Infinity|NaN/);
  expect(statusMessage({ ...status, totalBytes: 0 }, 'chrome').progress).toBeNull();
});

const AGENTS: [string, number, BrowserFamily][] = [
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604',
    5,
    'ios',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18.0 Safari/605', 5, 'ios'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18.0 Safari/605', 0, 'safari'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140.0 Mobile Safari/537', 5, 'android'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 0, 'firefox'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0', 0, 'edge'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 Chrome/140.0 Safari/537', 0, 'chrome'],
  ['curl/8', 0, 'other'],
];

test.each(AGENTS)('%s with %i touch points is %s', (agent, touchPoints, family) => {
  expect(browserFamily(agent, touchPoints)).toBe(family);
});
