import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { LiveState } from '../../../src/app/live-state.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/app/settings.ts';
import { SCREEN_DEFINITIONS, SCREENS } from '../../../src/components/app/screens.ts';
import '../../../src/components/handspell-app.ts';
import type { HandspellApp } from '../../../src/components/handspell-app.ts';
import { setLanguage } from '../../../src/i18n/index.ts';
import { READING, REPORT } from '../../shots/samples.ts';
import { deep, deepAll, fakeActions, focused, mount, settle, visibleText } from './mount.ts';

beforeEach(async () => {
  history.replaceState(null, '', '#/spell');
  await page.viewport(1280, 800);
});
afterEach(() => {
  setLanguage('en');
  delete document.documentElement.dataset.theme;
});

async function open(properties: Partial<HandspellApp> = {}): Promise<HandspellApp> {
  const app = await mount('handspell-app', {
    live: READING,
    actions: fakeActions(),
    report: REPORT,
    settings: { ...DEFAULT_SETTINGS, language: 'en' },
    ...properties,
  });
  // What main.ts does: the owner keeps the settings.
  app.addEventListener('settings-change', ({ detail }) => {
    app.settings = { ...app.settings, ...detail };
  });
  return app;
}

/** Waits for a screen's heading and gives it. */
async function heading(app: HandspellApp, name: string): Promise<HTMLElement> {
  return vi.waitFor(
    () => {
      const found = deepAll(app, 'h1').find((it) => it.textContent === name);
      if (!found) throw new Error(`No heading ${name}`);
      return found;
    },
    { timeout: 10_000 },
  );
}

const link = (app: HandspellApp, name: string) => deep<HTMLAnchorElement>(app, `nav a[aria-label="${name}"]`);

describe('screens', () => {
  test('the address names the screen, the link is marked, the heading takes the focus', async () => {
    const app = await open();
    const changes: string[] = [];
    app.addEventListener('screen-change', ({ detail }) => changes.push(detail));
    link(app, 'Practice').click();
    const practice = await heading(app, 'Practice');
    await vi.waitFor(() => expect(focused()).toBe(practice));
    expect(location.hash).toBe('#/practice');
    expect(link(app, 'Practice').getAttribute('aria-current')).toBe('page');
    expect(link(app, 'Spell').hasAttribute('aria-current')).toBe(false);
    expect(document.title).toBe('Practice · Handspell');
    expect(changes).toEqual(['practice']);
  });

  test("the browser's back button goes back", async () => {
    const app = await open();
    link(app, 'About this device').click();
    await heading(app, 'About this device');
    history.back();
    await heading(app, 'Spell');
    expect(location.hash).toBe('#/spell');
  });

  test('an unknown address is Spell', async () => {
    history.replaceState(null, '', '#/nowhere');
    const app = await open();
    await heading(app, 'Spell');
  });

  test('code that does not load is said, loads when asked again, and else offers a reload', async () => {
    const app = await open();
    const load = vi.fn(() => Promise.reject(new TypeError('offline')));
    const original = SCREEN_DEFINITIONS.train.load;
    SCREEN_DEFINITIONS.train.load = load;
    onTestFinished(() => {
      SCREEN_DEFINITIONS.train.load = original;
    });
    const text = () => deep(app, '.waiting').textContent;
    link(app, 'Train').click();
    await vi.waitFor(() => expect(text()).toContain('could not be loaded'));
    expect(load).toHaveBeenCalledTimes(1);
    deep<HTMLButtonElement>(app, '.waiting button').click();
    await vi.waitFor(() => expect(text()).toContain('Reload'));
    expect(load).toHaveBeenCalledTimes(2);
  });

  test('a missed letter opens Train for it', async () => {
    const app = await open();
    deep(app, 'handspell-spell').dispatchEvent(
      new CustomEvent('open-screen', {
        detail: { screen: 'train', label: 'M' },
        bubbles: true,
        composed: true,
      }),
    );
    expect(location.hash).toBe('#/train/M');
  });
});

describe('settings', () => {
  const opener = (app: HandspellApp) => deep<HTMLButtonElement>(app, 'button[aria-haspopup=dialog]');

  test('open over the screen, keep the focus inside, close on Esc and give it back', async () => {
    const app = await open();
    opener(app).focus();
    await userEvent.keyboard('{Enter}');
    await settle(app);
    const dialog = deep<HTMLDialogElement>(app, 'dialog');
    expect(dialog.open).toBe(true);
    for (let press = 0; press < 30; press++) {
      await userEvent.keyboard('{Tab}');
      const at = focused();
      expect(
        at === document.body ||
          dialog.contains(at) ||
          deepAll(deep(app, 'settings-sheet'), '*').includes(at as HTMLElement),
      ).toBe(true);
    }
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(dialog.open).toBe(false));
    await vi.waitFor(() => expect(focused()).toBe(opener(app)));
  });

  test('keys for words do nothing behind the sheet', async () => {
    const actions = fakeActions();
    const app = await open({ actions });
    opener(app).click();
    await settle(app);
    await userEvent.keyboard('1');
    expect(actions.acceptSuggestion).not.toHaveBeenCalled();
  });

  test('every field asks for its own change', async () => {
    const app = await open();
    const changes: Partial<Settings>[] = [];
    app.addEventListener('settings-change', ({ detail }) => changes.push(detail));
    opener(app).click();
    await settle(app);
    const sheet = deep(app, 'settings-sheet');
    const range = deep<HTMLInputElement>(sheet, 'input[type=range]');
    range.value = '1200';
    range.dispatchEvent(new Event('input'));
    for (const box of deepAll<HTMLInputElement>(sheet, 'input[type=checkbox]')) box.click();
    for (const select of deepAll<HTMLSelectElement>(sheet, 'select')) {
      select.selectedIndex = 1;
      select.dispatchEvent(new Event('change'));
    }
    deepAll<HTMLInputElement>(sheet, 'input[name=theme]')[2]?.click();
    deepAll<HTMLInputElement>(sheet, 'input[name=language]')[2]?.click();
    expect(Object.assign({}, ...changes)).toEqual({
      holdMs: 1200,
      suggestions: false,
      mirrorPreview: false,
      showSkeleton: false,
      fixedFrame: true,
      wordBreakMs: 1000,
      backend: 'webgl',
      inputSize: 128,
      theme: 'dark',
      language: 'ru',
    });
    await settle(app);
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(document.documentElement.lang).toBe('ru');
    expect(deep(app, 'nav a').textContent).toContain('Письмо');
  });
});

describe('the frame', () => {
  test('an update asks, with both answers', async () => {
    const app = await open({ updateReady: true });
    const answers: string[] = [];
    app.addEventListener('update-accept', () => answers.push('accept'));
    app.addEventListener('update-dismiss', () => answers.push('dismiss'));
    for (const button of deepAll<HTMLButtonElement>(deep(app, 'update-bar'), 'button')) button.click();
    expect(answers).toEqual(['accept', 'dismiss']);
  });

  test('what must be known on every screen is said, can be closed, and is said again when it comes again', async () => {
    const app = await open();
    const sentences = () => deepAll(deep(app, 'notice-bar'), 'p').map((p) => p.textContent);
    const show = async (change: Partial<LiveState>) => {
      app.live = { ...app.live, ...change };
      await settle(app);
    };
    expect(sentences()).toEqual([]);
    await show({ textKept: false, standIn: 'Desk camera' });
    expect(sentences()).toEqual([
      'Your text cannot be stored on this device. Copy it before you close this page.',
      'The camera you chose is not here. Now you see Desk camera.',
    ]);
    deep<HTMLButtonElement>(deep(app, 'notice-bar'), 'button').click();
    await show({ text: 'MORE' });
    expect(sentences()).toEqual(['The camera you chose is not here. Now you see Desk camera.']);
    await show({ textKept: true, standIn: null });
    expect(sentences()).toEqual([]);
    await show({ textKept: false });
    expect(sentences()).toHaveLength(1);
  });

  test('install is offered where the browser can, and told how where only a person can', async () => {
    const app = await open({ installWay: 'prompt' });
    const installed = vi.fn();
    app.addEventListener('install', installed);
    const button = () => deep<HTMLButtonElement>(app, 'button[aria-label=Install]');
    button().click();
    expect(installed).toHaveBeenCalledOnce();
    app.installWay = 'ios-share';
    await settle(app);
    button().click();
    await settle(app);
    expect(deep(app, '.hint').textContent).toContain('Add to Home Screen');
    expect(installed).toHaveBeenCalledOnce();
    app.installWay = 'installed';
    await settle(app);
    expect(deepAll(app, 'button[aria-label=Install]')).toEqual([]);
  });

  test('has one main, one navigation with a name, and one first heading on each screen', async () => {
    const app = await open();
    expect(deepAll(app, 'main').length).toBe(1);
    expect(deep(app, 'nav').getAttribute('aria-label')).toBe('Screens');
    for (const screen of SCREENS) {
      location.hash = `#/${screen}`;
      await vi.waitFor(() => expect(app.screen).toBe(screen));
      await vi.waitFor(() => expect(deepAll(app, 'h1').length).toBe(1), { timeout: 20_000 });
    }
  });

  test('the skip link leads to the screen', async () => {
    const app = await open();
    deep<HTMLAnchorElement>(app, '.skip').click();
    expect(focused()).toBe(deep(app, 'main'));
    expect(location.hash).toBe('#/spell');
  });

  test('tabs lie at the foot of a phone and at the left from 900 px', async () => {
    const app = await open();
    const nav = deep(app, 'nav');
    await page.viewport(390, 844);
    expect(nav.getBoundingClientRect().bottom).toBeCloseTo(844, 0);
    expect(nav.getBoundingClientRect().width).toBeCloseTo(390, 0);
    await page.viewport(900, 800);
    expect(nav.getBoundingClientRect().left).toBe(0);
    expect(nav.getBoundingClientRect().width).toBeLessThan(120);
  });

  test('every control has a name', async () => {
    const app = await open({ updateReady: true, installWay: 'prompt' });
    for (const screen of SCREENS) {
      location.hash = `#/${screen}`;
      await vi.waitFor(() => expect(deepAll(app, 'h1').length).toBe(1), { timeout: 20_000 });
      await settle(app);
      for (const control of deepAll(app, 'button, a[href], input, select, textarea')) {
        const label =
          control.getAttribute('aria-label') ?? control.closest('label')?.textContent ?? control.textContent;
        expect(label?.trim(), control.outerHTML).not.toBe('');
      }
    }
  });
});

/** Names that are the same in every language. */
const NAMES = new RegExp(
  [
    'Handspell',
    'WebGL',
    'WebGPU',
    'WebAssembly',
    'Service worker',
    'English',
    'FaceTime HD Camera',
    'USB Camera',
    'HELLO WOR',
    'WORLD',
    'WORK',
    'WORD',
    'px',
    REPORT.recognizer?.gpu,
    REPORT.recognizer?.backboneId,
    REPORT.recognizer?.refused[0]?.reason,
    REPORT.errors[0]?.message,
    REPORT.errors[0]?.code,
    REPORT.app.cacheVersion,
    REPORT.browser.userAgent,
    ...REPORT.cache.files.map(({ path }) => path),
  ]
    .map((name) => (name ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|'),
  'g',
);

test.each(['spell', 'practice', 'about'] as const)(
  'nothing on %s is left in English when the language is Russian',
  async (screen) => {
    history.replaceState(null, '', `#/${screen}`);
    const app = await open({
      settings: { ...DEFAULT_SETTINGS, language: 'ru' },
      updateReady: true,
      installWay: 'prompt',
    });
    await vi.waitFor(() => expect(deepAll(app, 'h1').length).toBe(1), { timeout: 20_000 });
    await settle(app);
    const left = visibleText(app).replace(NAMES, ' ');
    expect(left.match(/[A-Za-z]{2,}/g)?.filter((word) => !/^[A-Z]+$/.test(word)) ?? []).toEqual([]);
  },
);
