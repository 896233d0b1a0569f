import { beforeEach, expect, test, vi } from 'vitest';
import { READING } from '../../shots/samples.ts';
import '../../../src/components/practice/handspell-practice.ts';
import type { HandspellPractice } from '../../../src/components/practice/handspell-practice.ts';
import { setLanguage } from '../../../src/i18n/index.ts';
import { deep, deepAll, mount, settle } from './mount.ts';

let sequence = 0;

beforeEach(() => setLanguage('en'));

/** A letter is committed, half a second after the last one. */
async function sign(screen: HandspellPractice, label: string): Promise<void> {
  sequence += 1;
  screen.live = { ...READING, lastCommit: { label, sequence, atMs: 500 * sequence } };
  await settle(screen);
}

const tiles = (screen: HandspellPractice) => deepAll(deep(screen, 'letter-tiles'), 'li');
const word = (screen: HandspellPractice) =>
  tiles(screen)
    .map((tile) => tile.textContent)
    .join('');

test('tiles fill as letters come; what was committed before the screen was opened does not count', async () => {
  const screen = await mount('handspell-practice', {
    live: { ...READING, lastCommit: { label: 'A', sequence: -1, atMs: 0 } },
  });
  expect(tiles(screen).map((tile) => tile.className)[0]).toBe('current');
  await sign(screen, word(screen)[0] ?? '');
  expect(
    tiles(screen)
      .map((tile) => tile.className)
      .slice(0, 2),
  ).toEqual(['done', 'current']);
});

test('a wrong letter is named and the tile waits', async () => {
  const screen = await mount('handspell-practice', { live: READING });
  const wanted = word(screen)[0] ?? '';
  const wrong = wanted === 'Q' ? 'G' : 'Q';
  await sign(screen, wrong);
  expect(deep(screen, '.words p').textContent).toBe(`That was read as ${wrong}. Try ${wanted} again.`);
  expect(tiles(screen)[0]?.className).toBe('current');
});

test('the end says speed and accuracy, and a missed letter leads to Train', async () => {
  const screen = await mount('handspell-practice', { live: READING });
  const letters = [...word(screen)];
  const opened = vi.fn();
  screen.addEventListener('open-screen', (event) => opened(event.detail));
  await sign(screen, letters[0] === 'Q' ? 'G' : 'Q');
  for (const letter of letters) await sign(screen, letter);
  const summary = deep(screen, 'practice-summary');
  const text = summary.shadowRoot?.textContent ?? '';
  expect(text.replace(/\s+/g, ' ')).toContain('120 letters a minute');
  expect(text).toContain(`${letters.length - 1} of ${letters.length} right at the first try`);
  deep<HTMLButtonElement>(summary, '.teach button').click();
  expect(opened).toHaveBeenCalledWith({ screen: 'train', label: letters[0] });
  deep<HTMLButtonElement>(screen, '.summary .button.primary').click();
  await settle(screen);
  expect(word(screen)).not.toBe(letters.join(''));
  expect(tiles(screen)[0]?.className).toBe('current');
});

test('a skipped letter counts as missed', async () => {
  const screen = await mount('handspell-practice', { live: READING });
  deep<HTMLButtonElement>(screen, '.task .button').click();
  await settle(screen);
  expect(tiles(screen)[0]?.className).toBe('missed');
});

test('where there is no drawing of a hand, nothing broken is shown', async () => {
  const hand = await mount('reference-hand', { label: 'no-such-letter' });
  await vi.waitFor(() => expect(deepAll(hand, 'img')).toEqual([]), { timeout: 5000 });
});
