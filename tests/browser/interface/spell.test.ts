import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import type { LiveState } from '../../../src/app/live-state.ts';
import { DEFAULT_SETTINGS } from '../../../src/app/settings.ts';
import '../../../src/components/spell/handspell-spell.ts';
import type { CameraStage } from '../../../src/components/spell/camera-stage.ts';
import type { HandspellSpell } from '../../../src/components/spell/handspell-spell.ts';
import { setLanguage } from '../../../src/i18n/index.ts';
import { READING, STATUSES } from '../../shots/samples.ts';
import { deep, deepAll, fakeActions, mount, settle } from './mount.ts';

beforeEach(async () => {
  setLanguage('en');
  await page.viewport(1280, 800);
});
afterEach(() => setLanguage('en'));

async function spell(live: LiveState = READING) {
  const actions = fakeActions();
  const screen = await mount('handspell-spell', { live, actions });
  return { screen, actions };
}

async function show(screen: HandspellSpell, live: LiveState) {
  screen.live = live;
  await settle(screen);
}

const commit = (label: string, sequence: number) => ({
  label,
  sequence,
  atMs: 1000 * sequence,
});
const live = (screen: HandspellSpell) => deep(screen, '[aria-live=polite]').textContent?.trim();

describe('the text', () => {
  test('typing asks for the new text and caret, and a commit moves the caret with it', async () => {
    const { screen, actions } = await spell();
    const area = deep<HTMLTextAreaElement>(screen, 'textarea');
    expect(area.value).toBe('HELLO WOR');
    area.focus();
    expect(area.selectionEnd).toBe(9);
    await userEvent.keyboard('k');
    expect(actions.editText).toHaveBeenLastCalledWith('HELLO WORk', 10);

    await show(screen, { ...READING, text: 'HELLO WORL', caret: 10, lastCommit: commit('L', 1) });
    expect(area.value).toBe('HELLO WORL');
    expect(area.selectionStart).toBe(10);
    expect(document.activeElement).toBe(screen);
  });

  test('moving the caret by keyboard is told', async () => {
    const { screen, actions } = await spell();
    deep<HTMLTextAreaElement>(screen, 'textarea').focus();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(actions.editText).toHaveBeenLastCalledWith('HELLO WOR', 7);
  });

  test('what an input method composes is left alone until it is done', async () => {
    const { screen, actions } = await spell();
    const area = deep<HTMLTextAreaElement>(screen, 'textarea');
    area.dispatchEvent(new CompositionEvent('compositionstart'));
    area.value = 'HELLO WORい';
    area.dispatchEvent(new InputEvent('input'));
    await show(screen, { ...READING, text: 'HELLO WORX', caret: 10 });
    expect(area.value).toBe('HELLO WORい');
    expect(actions.editText).not.toHaveBeenCalled();
    area.dispatchEvent(new CompositionEvent('compositionend'));
    expect(actions.editText).toHaveBeenCalledWith('HELLO WORい', expect.any(Number));
  });

  test('the caret is visible without focus and stays in view in a long text', async () => {
    const text = 'WORD '.repeat(200);
    const { screen } = await spell({ ...READING, text, caret: text.length });
    const panel = deep(screen, 'text-panel').getBoundingClientRect();
    const caret = deep(screen, '.caret');
    expect(getComputedStyle(caret).visibility).toBe('visible');
    expect(caret.getBoundingClientRect().bottom).toBeLessThanOrEqual(panel.bottom + 1);
    expect(caret.getBoundingClientRect().top).toBeGreaterThanOrEqual(panel.top - 1);
  });

  test('its letters are 28 to 40 px', async () => {
    for (const width of [360, 820, 1440, 2560]) {
      await page.viewport(width, 900);
      const { screen } = await spell();
      const size = Number.parseFloat(getComputedStyle(deep(screen, 'textarea')).fontSize);
      expect(size).toBeGreaterThanOrEqual(28);
      expect(size).toBeLessThanOrEqual(40);
      screen.remove();
    }
  });
});

describe('suggested words', () => {
  test('keys 1 to 3 choose; in the text they are digits, unless Alt is held', async () => {
    const { screen, actions } = await spell();
    await userEvent.keyboard('2');
    expect(actions.acceptSuggestion).toHaveBeenLastCalledWith('WORK');
    deep<HTMLTextAreaElement>(screen, 'textarea').focus();
    await userEvent.keyboard('3');
    expect(actions.acceptSuggestion).toHaveBeenCalledTimes(1);
    await userEvent.keyboard('{Alt>}3{/Alt}');
    expect(actions.acceptSuggestion).toHaveBeenLastCalledWith('WORD');
  });

  test('the setting hides them', async () => {
    const { screen } = await spell();
    screen.settings = { ...DEFAULT_SETTINGS, suggestions: false };
    await settle(screen);
    expect(deepAll(screen, 'word-chips')).toEqual([]);
  });
});

describe('a committed letter', () => {
  test('is announced once, a word at its end, and guesses never', async () => {
    const { screen } = await spell({ ...READING, lastCommit: commit('R', 4) });
    expect(live(screen)).toBe('');
    await show(screen, { ...READING, hold: { label: 'X', progress: 0.5 } });
    expect(live(screen)).toBe('');
    await show(screen, { ...READING, text: 'HELLO WORL', caret: 10, lastCommit: commit('L', 5) });
    expect(live(screen)).toBe('L');
    await show(screen, { ...READING, text: 'HELLO WORLD ', caret: 12, lastCommit: commit('space', 6) });
    expect(live(screen)).toBe('WORLD. Space');
  });

  test('twice in a row is two announcements', async () => {
    const { screen } = await spell();
    await show(screen, { ...READING, lastCommit: commit('L', 1) });
    const first = deep(screen, '[aria-live=polite]').textContent;
    await show(screen, { ...READING, lastCommit: commit('L', 2) });
    expect(deep(screen, '[aria-live=polite]').textContent).not.toBe(first);
  });

  test('flies to the text and is gone, and stays put for a person who prefers no motion', async () => {
    const { screen } = await spell();
    const flights = () => deepAll(screen, '.flying-letter').length;
    await show(screen, { ...READING, lastCommit: commit('L', 1) });
    expect(flights()).toBe(1);
    await vi.waitFor(() => expect(flights()).toBe(0), { timeout: 2000 });

    const media = (value: string) =>
      cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-reduced-motion', value }] });
    await media('reduce');
    await show(screen, { ...READING, lastCommit: commit('L', 2) });
    expect(flights()).toBe(0);
    await media('');
  });
});

describe('the stage', () => {
  test.each(STATUSES.map((status) => [JSON.stringify(status), status] as const))(
    '%s says its sentence',
    async (_, status) => {
      const { screen, actions } = await spell({ ...READING, status });
      const message = deep(screen, 'stage-message');
      const title = deep(message, '.title');
      expect(title.textContent?.trim()).not.toBe('');
      expect(title.checkVisibility()).toBe(true);
      const button = deepAll<HTMLButtonElement>(message, 'button')[0];
      button?.click();
      expect(actions.start.mock.calls.length + actions.retry.mock.calls.length).toBe(button ? 1 : 0);
    },
  );

  test('shows the badge beside the hand, and none while there is no picture', async () => {
    const { screen } = await spell();
    await vi.waitFor(() => {
      const badge = deep(screen, 'letter-badge').getBoundingClientRect();
      const stage = deep(screen, 'camera-stage').getBoundingClientRect();
      expect(badge.left).toBeGreaterThan(stage.left);
      expect(badge.right).toBeLessThan(stage.right);
      expect(badge.top).toBeGreaterThan(stage.top);
      expect(badge.bottom).toBeLessThan(stage.bottom);
    });
    await show(screen, { ...READING, status: { kind: 'paused' } });
    expect(deepAll(screen, 'letter-badge')).toEqual([]);
  });

  test('draws the hand, and nothing of it when the setting hides it', async () => {
    const { screen } = await spell();
    const canvas = deep<HTMLCanvasElement>(screen, 'canvas');
    const inked = () => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return data.some((value) => value > 0);
    };
    await vi.waitFor(() => expect(inked()).toBe(true));
    screen.settings = { ...DEFAULT_SETTINGS, showSkeleton: false };
    await settle(screen);
    expect(inked()).toBe(false);
    screen.settings = { ...DEFAULT_SETTINGS, showSkeleton: false, fixedFrame: true };
    await settle(screen);
    expect(inked()).toBe(true);
  });

  test('mirrors the camera that faces the person, never the rear one', async () => {
    const cameras = [
      { deviceId: 'front', label: '', facing: 'user' as const },
      { deviceId: 'rear', label: '', facing: 'environment' as const },
    ];
    const { screen, actions } = await spell({ ...READING, cameras, activeCameraId: 'front' });
    const video = deep(screen, 'video');
    expect(video.className).toBe('mirrored');
    deep(deep(screen, 'camera-picker'), 'button').click();
    expect(actions.chooseCamera).toHaveBeenCalledWith({ facing: 'environment' });
    await show(screen, { ...READING, cameras, activeCameraId: 'rear' });
    expect(video.className).toBe('');
  });

  test('says how to write only where letters are written, and every other sentence anywhere', async () => {
    const { screen } = await spell();
    const stage = deep<CameraStage>(screen, 'camera-stage');
    const message = deep(screen, 'stage-message');
    expect(message.checkVisibility()).toBe(true);
    stage.instructs = false;
    await settle(screen);
    expect(message.checkVisibility()).toBe(false);
    await show(screen, { ...READING, status: { kind: 'more-light' } });
    expect(message.checkVisibility()).toBe(true);
  });

  test('a list of cameras asks for the chosen one', async () => {
    const { screen, actions } = await spell();
    const select = deep<HTMLSelectElement>(screen, 'select');
    select.value = 'b';
    select.dispatchEvent(new Event('change'));
    expect(actions.chooseCamera).toHaveBeenCalledWith({ deviceId: 'b' });
  });

  test('lends its video element and takes it back', async () => {
    const watchVideo = vi.fn();
    const screen = await mount('handspell-spell', { watchVideo });
    expect(watchVideo).toHaveBeenLastCalledWith(deep(screen, 'video'));
    screen.remove();
    expect(watchVideo).toHaveBeenLastCalledWith(null);
  });
});

describe('text tools', () => {
  const press = (screen: HandspellSpell, label: string) =>
    deep<HTMLButtonElement>(
      screen,
      `text-tools button[aria-label="${label}"], button[aria-label="${label}"]`,
    ).click();

  test('each asks for its own action', async () => {
    const { screen, actions } = await spell();
    for (const label of ['Delete', 'Space', 'Undo', 'Clear']) press(screen, label);
    expect(actions.deleteLast).toHaveBeenCalledOnce();
    expect(actions.insertSpace).toHaveBeenCalledOnce();
    expect(actions.undo).toHaveBeenCalledOnce();
    expect(actions.clear).toHaveBeenCalledOnce();
  });

  test('what cannot be done is disabled', async () => {
    const { screen } = await spell({ ...READING, text: '', caret: 0, canUndo: false });
    const disabled = deepAll<HTMLButtonElement>(deep(screen, 'text-tools'), 'button:disabled');
    expect(disabled.map((button) => button.getAttribute('aria-label'))).toEqual(
      expect.arrayContaining(['Delete', 'Undo', 'Speak', 'Copy', 'Clear']),
    );
  });

  test('copy says so; where the browser refuses, it says how', async () => {
    const { screen } = await spell();
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValueOnce();
    press(screen, 'Copy');
    await vi.waitFor(() => deep(screen, 'button[aria-label=Copied]'));
    expect(write).toHaveBeenCalledWith('HELLO WOR');
    write.mockRejectedValueOnce(new DOMException('no', 'NotAllowedError'));
    const fallback = vi.spyOn(document, 'execCommand').mockReturnValue(false);
    press(screen, 'Copied');
    await vi.waitFor(() => expect(deep(screen, '.notice').textContent).toContain('Select the text'));
    fallback.mockRestore();
    write.mockRestore();
  });

  test('an online voice is asked for first, an offline one is not', async () => {
    const voice = (localService: boolean) => ({
      localService,
      lang: 'en-US',
      default: false,
      name: 'v',
      voiceURI: 'v',
    });
    const voices = vi.spyOn(speechSynthesis, 'getVoices').mockReturnValue([voice(false)]);
    const speak = vi.spyOn(speechSynthesis, 'speak').mockReturnValue();
    const { screen } = await spell();
    press(screen, 'Speak');
    await vi.waitFor(() => expect(deep(screen, '.notice').textContent).toContain('work online'));
    expect(speak).not.toHaveBeenCalled();
    voices.mockRestore();
    speak.mockRestore();
  });
});

describe('for hands and eyes', () => {
  test.each([
    [360, 640],
    [390, 844],
    [820, 1180],
    [1440, 900],
    [844, 390],
  ])('at %i x %i nothing is wider than the screen and every control is 44 px', async (width, height) => {
    await page.viewport(width, height);
    document.body.style.height = `${height}px`;
    for (const language of ['en', 'ru'] as const) {
      setLanguage(language);
      const { screen } = await spell();
      for (const control of deepAll(screen, 'button, select, input')) {
        if (!control.checkVisibility()) continue;
        const box = (control.closest('label') ?? control).getBoundingClientRect();
        const name = control.getAttribute('aria-label') ?? control.outerHTML;
        expect(Math.round(box.height), name).toBeGreaterThanOrEqual(44);
        expect(Math.round(box.width), name).toBeGreaterThanOrEqual(44);
        expect(box.right, name).toBeLessThanOrEqual(width);
        expect(box.left, name).toBeGreaterThanOrEqual(0);
      }
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
      screen.remove();
    }
  });
});
