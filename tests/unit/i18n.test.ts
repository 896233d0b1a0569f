import { afterEach, describe, expect, test } from 'vitest';
import { defineMessages, type Message } from '../../src/i18n/define-messages.ts';
import { formatMegabytes, formatPercent } from '../../src/i18n/format.ts';
import { t } from '../../src/i18n/index.ts';
import { preferredLanguage, setLanguage } from '../../src/i18n/language.ts';
import { t as networks } from '../../src/i18n/networks.ts';
import { t as train } from '../../src/i18n/train.ts';

afterEach(() => setLanguage('en'));

const forms = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values({ ...message });
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** Names and units that are written the same in both languages. */
const SAME = new Set([
  'app.name',
  'about.version.app',
  'about.version.worker',
  'settings.size.px',
  'practice.tile.waiting',
  'grid.imported',
  'check.answer',
  'kind.dropout',
  'run.failed',
  'filters.stack',
  'filters.single',
  'bottleneck.direct',
]);

describe.each([
  ['the shell', t],
  ['Train', train],
  ['Networks', networks],
])('the catalogue of %s', (_name, { catalogue: { en, ru } }) => {
  test('has the same keys in both languages', () => {
    expect(Object.keys(ru).sort()).toEqual(Object.keys(en).sort());
  });

  test.each(Object.keys(en))('%s is translated, with the same placeholders', (key) => {
    const english = en[key] as Message;
    const russian = ru[key] as Message;
    const names = new Set(forms(english).flatMap(placeholders));
    for (const text of forms(russian)) {
      expect(text.trim()).not.toBe('');
      expect(new Set(placeholders(text))).toEqual(names);
      if (!SAME.has(key)) expect(text).not.toBe(forms(english)[0]);
    }
    for (const text of [...forms(english), ...forms(russian)]) expect(text).not.toContain('!');
  });
});

describe('t', () => {
  const count = defineMessages({
    en: { images: { one: '{count} image', other: '{count} images' }, both: '{a} of {b}' },
    ru: {
      images: {
        one: '{count} снимок',
        few: '{count} снимка',
        many: '{count} снимков',
        other: '{count} снимка',
      },
      both: '{a} из {b}',
    },
  });

  test('picks the plural form of the language', () => {
    expect([1, 2].map((n) => count('images', { count: n }))).toEqual(['1 image', '2 images']);
    setLanguage('ru');
    expect([1, 3, 5, 21].map((n) => count('images', { count: n }))).toEqual([
      '1 снимок',
      '3 снимка',
      '5 снимков',
      '21 снимок',
    ]);
  });

  test('fills placeholders and writes numbers as the language does', () => {
    expect(count('both', { a: 1234.5, b: '<b>' })).toBe('1,234.5 of <b>');
    setLanguage('ru');
    expect(count('both', { a: 0.5, b: 'x' })).toBe('0,5 из x');
  });

  test('formats units', () => {
    expect(formatMegabytes(12_400_000)).toBe('12 MB');
    expect(formatMegabytes(296_000_000_000)).toBe('296 GB');
    expect(formatPercent(0.974)).toBe('97%');
  });
});

test('the first known language of the person wins, else English', () => {
  expect(preferredLanguage(['de-DE', 'ru-RU', 'en'])).toBe('ru');
  expect(preferredLanguage(['fr'])).toBe('en');
});
