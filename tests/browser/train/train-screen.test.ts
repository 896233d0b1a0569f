import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { IDLE_STATE } from '../../../src/app/idle-state.ts';
import { TrainSession } from '../../../src/app/train/session.ts';
import type { TrainState } from '../../../src/app/train/state.ts';
import '../../../src/components/train/train-screen.ts';
import type { HandspellTrain } from '../../../src/components/train/train-screen.ts';
import { setLanguage } from '../../../src/i18n/index.ts';
import { t } from '../../../src/i18n/train.ts';
import { sourceFromZip } from '../../../src/train/dataset-source.ts';
import { LABELS } from '../../../src/train/default-labels.ts';
import { ZipWriter } from '../../../src/train/zip-writer.ts';
import { deep, deepAll, mount, settle } from '../interface/mount.ts';
import { CLASSES, ColourContext } from './context.ts';
import { picture, wipe } from './pictures.ts';

let context: ColourContext;
let session: TrainSession;
let screen: HandspellTrain;

const stream = () => (document.createElement('canvas') as HTMLCanvasElement).captureStream();

beforeEach(async () => {
  await wipe();
  setLanguage('en');
  context = new ColourContext();
  session = new TrainSession(context);
  await session.start();
  screen = await mount('handspell-train', {
    session,
    live: { ...IDLE_STATE, status: { kind: 'show-hand' }, stream: stream() },
  });
});

afterEach(async () => {
  await session.dispose();
  await wipe();
});

const button = (text: string) => {
  const found = deepAll<HTMLButtonElement>(screen, 'button').find((each) => each.textContent?.includes(text));
  if (!found) throw new Error(`no button ${text}`);
  return found;
};
const tab = async (name: string) => {
  deep<HTMLButtonElement>(screen, `#tab-${name}`).click();
  await settle(screen);
};
const review = () => deep(screen, 'capture-review');
const state = (): TrainState => session.state;

async function hold(label: string, pictures: number): Promise<void> {
  context.sign = label;
  session.record.select(label);
  await settle(screen);
  const record = deep<HTMLButtonElement>(screen, '.record');
  record.dispatchEvent(new KeyboardEvent('keydown', { key: ' ' }));
  await vi.waitFor(() => expect(state().recording?.kept).toBeGreaterThanOrEqual(pictures), 8000);
  record.dispatchEvent(new KeyboardEvent('keyup', { key: ' ' }));
  await vi.waitFor(() => expect(state().recording).toBeNull());
  await settle(screen);
}

async function zip(): Promise<File> {
  const writer = new ZipWriter();
  let serial = 900;
  for (const [k, label] of CLASSES.entries()) {
    for (let i = 1; i <= 12; i++)
      await writer.add(`set/${label}/${i}.png`, new Blob([await picture(k * 120, serial++)]));
    await writer.add(`tests/${label}_test.png`, new Blob([await picture(k * 120, serial++)]));
  }
  return new File([writer.finish()], 'set.zip');
}

describe('recording', () => {
  test.each([
    ['upright', 390, 844],
    ['sideways', 844, 390],
  ])(
    'on a phone held %s the camera and the button stay in sight of the last letter',
    async (held, ...size) => {
      await page.viewport(...size);
      onTestFinished(() => page.viewport(1280, 800));
      const tiles = LABELS.map((label) => ({ label, captured: 0, imported: 0, thumbnail: null }));
      Object.assign(screen, { train: { ...state(), tiles } });
      // As the app's own frame does.
      Object.assign(screen.style, { height: '100vh', overflow: 'auto' });
      await settle(screen);
      const last = deepAll(deep(screen, 'letter-grid'), 'button').at(-1);
      last?.scrollIntoView({ block: 'end' });
      const box = (name: string) => deep(screen, name).getBoundingClientRect();
      const letter = last?.getBoundingClientRect() ?? new DOMRect();
      expect(box('letter-grid').top).toBeLessThan(0);
      expect(box('camera-stage').top).toBeGreaterThanOrEqual(0);
      expect(box('.record').bottom).toBeLessThan(innerHeight);
      if (held === 'upright') expect(box('.record').bottom).toBeLessThan(letter.top);
      else expect(box('.capture').right).toBeLessThan(letter.left);
    },
  );

  test('a device that is full keeps what was recorded and offers it as a zip', async () => {
    await hold('B', 3);
    const kept = (await session.data.imagesOf('B')).length;
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    session.record.start('B');
    await vi.waitFor(() => expect(state().failure?.code).toBe('quota'));
    await settle(screen);
    let saved: { name: string; zip: Promise<Blob> } | null = null;
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      saved = { name: this.download, zip: fetch(this.href).then((answer) => answer.blob()) };
    });
    deep<HTMLButtonElement>(screen, '.failure .export').click();
    const { name, zip } = await vi.waitUntil(() => saved);
    const source = await sourceFromZip(await zip, name);
    expect(source.files.length).toBe(kept);
    put.mockRestore();
    click.mockRestore();
    await vi.waitFor(() => expect(state().recording).toBeNull());
    expect((await session.data.imagesOf('B')).length).toBe(kept);
  });

  test('a held key records, tiles count, the review shows and deletes', async () => {
    await hold('B', 3);
    expect(deep(screen, '[aria-pressed="true"]').textContent).toContain('B');
    const count = state().tiles[1]?.captured ?? 0;
    expect(deep(screen, '[aria-pressed="true"] .count').textContent?.trim()).toBe(String(count));
    await vi.waitFor(() => expect(deepAll(review(), 'input').length).toBe(count));
    deepAll<HTMLInputElement>(review(), 'input')[0]?.click();
    await settle(screen);
    button('Delete selected').click();
    await vi.waitFor(() => expect(state().tiles[1]?.captured).toBe(count - 1));
    await vi.waitFor(() => expect(deepAll(review(), 'input').length).toBe(count - 1));
  });

  test('leaving the screen while the button is down ends the burst', async () => {
    session.record.start('A');
    await vi.waitFor(() => expect(state().recording).not.toBeNull());
    screen.remove();
    await vi.waitFor(() => expect(state().recording).toBeNull());
  });

  test('a screen reader is told what is wrong and how a burst ended, not every picture', async () => {
    const spoken = new Set<string>();
    const status = () => deep(deep(screen, 'record-bar'), '[role=status]').textContent?.trim() ?? '';
    const end = session.subscribe(() => spoken.add(status()));
    await hold('B', 4);
    context.sign = null;
    session.record.start('B');
    await vi.waitFor(() => expect(status()).toBe(t('fault.no-hand')));
    session.record.stop();
    await vi.waitFor(() => expect(state().recording).toBeNull());
    await settle(screen);
    end();
    expect(status()).toMatch(/^\d+ pictures? kept$/);
    expect(spoken.size).toBeLessThanOrEqual(4);
  });

  test('the letter that the address names is selected', async () => {
    screen.wanted = 'C';
    await settle(screen);
    expect(state().selected).toBe('C');
    session.record.select('A');
    await settle(screen);
    expect(state().selected).toBe('A');
  });

  test('without a camera it says so and does not record', async () => {
    screen.live = IDLE_STATE;
    await settle(screen);
    expect(deep<HTMLButtonElement>(screen, '.record').disabled).toBe(true);
    expect(deep(screen, 'record-bar').shadowRoot?.textContent).toContain(t('record.needs-camera'));
  });
});

test('from letters to a head in use: record, train with curves, check, open a cell, use, go back', async () => {
  for (const label of CLASSES) await hold(label, 5);
  await tab('train');
  session.run.configure({ epochs: 60, batchSize: 4, learningRate: 0.05, reportEvery: 5 });
  await settle(screen);
  deep<HTMLButtonElement>(screen, 'button.train').click();
  await vi.waitFor(() => expect(state().lastRun?.headId).toBeTruthy(), 30_000);
  await vi.waitFor(() => expect(state().training).toBeNull());
  await settle(screen);
  expect(deepAll(screen, 'polyline').length).toBeGreaterThanOrEqual(4);
  expect(deepAll(deep(screen, 'run-log'), 'tbody tr').length).toBeGreaterThan(5);
  deep<HTMLButtonElement>(screen, '.use').click();
  await vi.waitFor(() => expect(context.used.at(-1)?.labels).toEqual(CLASSES));

  await tab('check');
  const cells = deepAll<SVGGElement>(screen, 'g[role="button"]');
  expect(cells.length).toBeGreaterThanOrEqual(3);
  cells[0]?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await vi.waitFor(() => expect(deepAll(screen, 'h3.cell').length).toBe(1));
  deep<HTMLButtonElement>(screen, 'button.default').click();
  await vi.waitFor(() => expect(context.used.at(-1)).toBeNull());
}, 60_000);

test('a dataset: opened, mapped, imported, and its test pictures shown with GT and Pred', async () => {
  await session.importing.openFiles([await zip()]);
  await settle(screen);
  const selects = deepAll<HTMLSelectElement>(screen, '.mapping select');
  expect(selects.map(({ value }) => value)).toEqual(CLASSES);
  const [first] = selects;
  if (!first) throw new Error('no mapping');
  first.value = '';
  first.dispatchEvent(new Event('change'));
  await settle(screen);
  expect(button('Import').textContent).toContain('27');
  session.importing.mapFolder('set/A', 'A');
  await settle(screen);
  deep<HTMLButtonElement>(screen, 'button.start').click();
  await vi.waitFor(() => expect(state().datasets.length).toBe(2), 20_000);
  await vi.waitFor(() => expect(state().importing).toBeNull());
  await settle(screen);
  button(t('data.sample-show')).click();
  await vi.waitFor(() => expect(deepAll(screen, 'li:has(blob-image)').length).toBe(32));

  session.run.configure({ start: 'zero', epochs: 40, learningRate: 0.05 });
  await session.run.train();
  await session.heads.use(state().lastRun?.headId ?? '');
  await tab('check');
  const source = deep<HTMLSelectElement>(deep(screen, 'check-panel'), 'select');
  source.value = state().datasets[1]?.record.id ?? '';
  source.dispatchEvent(new Event('change'));
  await settle(screen);
  deep<HTMLButtonElement>(screen, 'button.check').click();
  await vi.waitFor(() =>
    expect(deepAll(screen, 'li:has(blob-image)').map((each) => each.textContent?.trim())).toEqual([
      'GT A. Pred A',
      'GT B. Pred B',
      'GT C. Pred C',
    ]),
  );
}, 60_000);

describe('around it', () => {
  test('recordings of an earlier visit can be checked at once', async () => {
    await hold('B', 3);
    const { captured } = state().tiles[1] ?? {};
    await session.run.prepare();
    await tab('check');
    deep<HTMLButtonElement>(screen, '.check').click();
    await vi.waitFor(() =>
      expect(deep(screen, 'check-panel').shadowRoot?.textContent).toContain(`of ${captured} pictures`),
    );
    expect(state().failure).toBeNull();
  });

  test('a failure is a sentence that can be closed', async () => {
    await session.importing.openFiles([new File(['x'], 'x.zip')]);
    await settle(screen);
    expect(deep(screen, '[role="alert"]').textContent).toContain(t('failure.not-a-zip'));
    button(t('failure.dismiss')).click();
    await settle(screen);
    expect(deepAll(screen, '[role="alert"]').length).toBe(0);
  });

  test('the layer table counts what the lesson counts', async () => {
    await tab('train');
    const text = deep(screen, 'layer-table').shadowRoot?.textContent ?? '';
    expect(text).toContain('23,508,032');
    expect(text).toContain('59,421');
  });

  test('tabs move with arrow keys, and everything speaks Russian', async () => {
    setLanguage('ru');
    await settle(screen);
    deep(screen, '[role="tablist"]').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    await settle(screen);
    expect(deep(screen, '[aria-selected="true"]').textContent).toContain('Обучение');
    const english = Object.values(t.catalogue.en).filter(
      (text) => typeof text === 'string' && text.length > 12,
    );
    const shown = deepAll(screen, 'button, p, h2, h3, summary, label').map((each) =>
      each.textContent?.trim(),
    );
    expect(shown.filter((text) => english.includes(text ?? ''))).toEqual([]);
  });

  test('no style attributes: the page forbids them', async () => {
    for (const name of ['data', 'train', 'check']) {
      await tab(name);
      expect(
        deepAll(screen, '[style]')
          .filter((each) => !each.closest('letter-badge'))
          .map((each) => each.tagName),
      ).toEqual([]);
    }
  });

  test('an alphabet of one’s own', async () => {
    deep<HTMLButtonElement>(screen, '.edit').click();
    await settle(screen);
    const input = deep<HTMLInputElement>(deep(screen, 'alphabet-editor'), 'form input');
    input.value = 'Ж';
    deep<HTMLFormElement>(deep(screen, 'alphabet-editor'), 'form').requestSubmit();
    await vi.waitFor(() => expect(state().tiles.map(({ label }) => label)).toEqual([...CLASSES, 'Ж']));
  });
});
