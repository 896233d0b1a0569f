import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IDLE_STATE } from '../../../src/app/idle-state.ts';
import { TrainSession } from '../../../src/app/train/session.ts';
import '../../../src/components/spell/handspell-spell.ts';
import '../../../src/components/train/train-screen.ts';
import { setLanguage } from '../../../src/i18n/index.ts';
import { headChecksum } from '../../../src/offline/head-store.ts';
import { saveAlphabet } from '../../../src/train/alphabet-store.ts';
import { writeHeadFile } from '../../../src/train/head-file.ts';
import { ZipWriter } from '../../../src/train/zip-writer.ts';
import { deep, deepAll, mount, settle, visibleText } from '../interface/mount.ts';
import { ColourContext } from './context.ts';
import { FEATURES, picture, wipe } from './pictures.ts';

/** As long as a class's name may be. */
const MARKUP = '<img src=x onerror=f()>';
const struck = vi.fn();

beforeEach(async () => {
  Object.assign(globalThis, { f: struck });
  setLanguage('en');
  await wipe();
});
afterEach(async () => {
  Reflect.deleteProperty(globalThis, 'f');
  await wipe();
});

async function expectText(element: Element): Promise<void> {
  await settle(element);
  expect(visibleText(element)).toContain(MARKUP);
  expect(deepAll(element, '[onerror], img[src="x"]')).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(struck).not.toHaveBeenCalled();
}

test('a letter that is markup is read, held and written as text', async () => {
  const screen = await mount('handspell-spell', {
    live: {
      ...IDLE_STATE,
      status: { kind: 'reading' },
      top: [{ label: MARKUP, probability: 0.9 }],
      hold: { label: MARKUP, progress: 0.5 },
      lastCommit: { label: MARKUP, atMs: 0, sequence: 1 },
      text: MARKUP,
      suggestions: [MARKUP],
    },
  });
  await expectText(screen);
  expect(deep<HTMLTextAreaElement>(screen, 'textarea').value).toBe(MARKUP);
});

test('classes, heads, folders and files that are named with markup stay text', async () => {
  await saveAlphabet({ labels: [MARKUP, 'B'], renamed: {} });
  const session = new TrainSession(new ColourContext());
  await session.start();
  const screen = await mount('handspell-train', { session, live: IDLE_STATE });
  await expectText(screen);

  const zip = new ZipWriter();
  await zip.add(`${MARKUP}/1.png`, new Blob([await picture(0, 1)]));
  await zip.add(`${MARKUP}/2.png`, new Blob(['no picture']));
  await zip.add(`../${MARKUP}.png`, new Blob(['outside']));
  await session.importing.openFiles([new File([zip.finish()], `${MARKUP}.zip`)]);
  await expectText(screen);
  await session.importing.start();
  await expectText(screen);

  const content = {
    labels: [MARKUP, 'B'],
    backboneId: 'colours',
    weight: new Float32Array(2 * FEATURES),
    bias: new Float32Array(2),
    temperature: { found: 1, missing: 1 },
  };
  const head = {
    id: 'x',
    schemaVersion: 1,
    name: MARKUP,
    createdAt: 1e300,
    metrics: null,
    checksum: await headChecksum(content),
    ...content,
  };
  await session.heads.importFile(writeHeadFile(head));
  expect(session.state.heads.map(({ name }) => name)).toEqual([MARKUP]);
  deep<HTMLButtonElement>(screen, '#tab-check').click();
  await expectText(screen);
  session.dispose();
});
