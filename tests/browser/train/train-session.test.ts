import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TrainSession } from '../../../src/app/train/session.ts';
import { closeDatabase } from '../../../src/offline/database.ts';
import { loadHead } from '../../../src/offline/head-store.ts';
import { saveDataset } from '../../../src/train/dataset-store.ts';
import { alone } from '../../../src/train/train-lock.ts';
import { LESSON_SETTINGS, type TrainSettings } from '../../../src/train/train-types.ts';
import { ZipWriter } from '../../../src/train/zip-writer.ts';
import { CLASSES, ColourContext } from './context.ts';
import { picture, wipe } from './pictures.ts';

let context: ColourContext;
let session: TrainSession;

beforeEach(async () => {
  await wipe();
  context = new ColourContext();
  session = new TrainSession(context);
  await session.start();
});

afterEach(async () => {
  await session.dispose();
  await wipe();
});

const tile = (label: string) => session.state.tiles.find((each) => each.label === label);

/** Holds the record button until so many pictures are kept, in one burst. */
async function record(label: string, count: number): Promise<void> {
  context.sign = label;
  session.record.start(label);
  await vi.waitFor(() => expect(session.state.recording?.kept).toBeGreaterThanOrEqual(count), 8000);
  session.record.stop();
  await vi.waitFor(() => expect(session.state.recording).toBeNull());
}

/** Kaggle's layout in small: doubled folders, and a flat test folder. */
async function kaggleZip(perClass: number): Promise<File> {
  const zip = new ZipWriter();
  let serial = 500;
  for (const [k, label] of CLASSES.entries()) {
    for (let i = 1; i <= perClass; i++) {
      const path = `asl_alphabet_train/asl_alphabet_train/${label}/${label}${i}.jpg`;
      await zip.add(path, new Blob([await picture(k * 120 + (i % 9), serial++)]));
    }
    const path = `asl_alphabet_test/asl_alphabet_test/${label}_test.jpg`;
    await zip.add(path, new Blob([await picture(k * 120, serial++)]));
  }
  await zip.add('asl_alphabet_train/asl_alphabet_train/A/broken.jpg', new Blob(['no picture']));
  return new File([zip.finish()], 'archive.zip');
}

describe('recording', () => {
  test('counts what is kept, shows the last picture, and says why one is passed over', async () => {
    await record('B', 3);
    expect(tile('B')?.captured).toBeGreaterThanOrEqual(3);
    expect(tile('B')?.thumbnail).toBeInstanceOf(Blob);
    expect(session.state.selected).toBe('B');
    context.sign = null;
    session.record.start('B');
    await vi.waitFor(() => expect(session.state.recording?.lastFault).toBe('no-hand'));
    session.record.stop();
    const images = await session.data.imagesOf('B');
    expect(images.length).toBe(tile('B')?.captured);
    await session.data.relabelImages([images[0]?.id ?? ''], 'C');
    expect(tile('C')?.captured).toBe(1);
    await session.data.deleteImages(images.map(({ id }) => id));
    expect(tile('B')?.captured).toBe(0);
  });

  test('hands-free counts down first, and can be stopped', async () => {
    session.record.startHandsFree('A');
    await vi.waitFor(() => expect(session.state.recording?.countdown).toBe(3));
    session.record.stop();
    await vi.waitFor(() => expect(session.state.recording).toBeNull());
    expect(tile('A')?.captured).toBe(0);
  });
});

describe('from recordings to a head in use', () => {
  test('records, trains, uses, goes back, renames, deletes', async () => {
    for (const label of CLASSES) await record(label, 6);
    session.run.configure({ epochs: 200, learningRate: 0.05, batchSize: 4, pull: 0 });
    await session.run.train();
    expect(session.state.failure).toBeNull();
    const { lastRun, steps } = session.state;
    expect(lastRun?.reason).toBe('finished');
    expect(steps.length).toBeGreaterThan(2);
    expect(lastRun?.check.predicted).toEqual(lastRun?.check.truth);
    const id = lastRun?.headId ?? '';

    await session.heads.use(id);
    expect(session.state.activeHead).toBe(id);
    expect(context.used.at(-1)?.labels).toEqual(CLASSES);
    const check = await session.run.check('captures');
    expect(check?.predicted).toEqual(check?.truth);
    await session.heads.rename(id, ' my hand ');
    expect(session.state.heads.find((head) => head.id === id)?.name).toBe('my hand');

    await session.heads.rollBack();
    expect(session.state.activeHead).toBeNull();
    expect(context.used.at(-1)).toBeNull();
    await session.heads.use(id);
    await session.heads.remove(id);
    expect(session.state.activeHead).toBeNull();
    expect(context.used.at(-1)).toBeNull();
  }, 60_000);

  test('either recipe starts from the app’s own head, from the one in use, or from zero', async () => {
    for (const label of CLASSES) await record(label, 3);
    // A step of nothing: the head that comes out is the head that it began from.
    const settings = { epochs: 1, learningRate: 1e-12, validationFraction: 0 };
    const outcome = async (start: TrainSettings['start']) => {
      session.run.configure({ ...LESSON_SETTINGS, ...settings, start });
      await session.run.train();
      return loadHead(session.state.lastRun?.headId ?? '');
    };
    session.run.configure({ ...LESSON_SETTINGS, epochs: 20, learningRate: 0.05 });
    await session.run.train();
    const id = session.state.lastRun?.headId ?? '';
    const trained = await loadHead(id);
    const size = (head: typeof trained) => Math.hypot(...(head?.weight ?? []));
    expect(size(trained)).toBeGreaterThan(0.1);
    await session.heads.use(id);
    expect(size(await outcome('active'))).toBeCloseTo(size(trained), 5);
    expect(size(await outcome('zero'))).toBeLessThan(1e-6);
    expect(size(await outcome('default'))).toBeCloseTo(
      size((await context.model()).defaultHead as typeof trained),
      5,
    );
  }, 60_000);

  test('a class that was renamed after the head in use was trained keeps its weights, and after that too', async () => {
    for (const label of CLASSES) await record(label, 3);
    session.run.configure({ ...LESSON_SETTINGS, start: 'zero', epochs: 20, learningRate: 0.05 });
    await session.run.train();
    const row = async (id: string | null | undefined, label: string) => {
      const head = await loadHead(id ?? '');
      if (!head) throw new Error(`no head ${id}`);
      const { labels, weight } = head;
      const length = weight.length / labels.length;
      return [...weight.subarray(labels.indexOf(label) * length, (labels.indexOf(label) + 1) * length)];
    };
    const learnt = await row(session.state.lastRun?.headId, 'B');
    await session.alphabet.rename('B', 'Бэ');
    // A step of nothing, twice: from a head that knows the old name, then from one that knows the new one.
    session.run.configure({ start: 'active', epochs: 1, learningRate: 1e-12 });
    for (let round = 0; round < 2; round++) {
      await session.heads.use(session.state.lastRun?.headId ?? '');
      await session.run.train();
      const kept = await row(session.state.lastRun?.headId, 'Бэ');
      kept.forEach((value, i) => void expect(value).toBeCloseTo(learnt[i] ?? Number.NaN, 5));
    }
  }, 60_000);

  test('stopped before the training has begun, it does not begin', async () => {
    for (const label of CLASSES) await record(label, 3);
    const release = context.holdModel();
    const running = session.run.train();
    await vi.waitFor(() => expect(session.state.training?.phase).toBe('preparing'));
    session.run.stop();
    expect(session.state.training?.phase).toBe('stopping');
    release();
    await running;
    expect(session.state).toMatchObject({
      training: null,
      steps: [],
      lastRun: null,
      heads: [],
      failure: null,
    });
  });

  test('after the model has changed, a head of the old one is no longer in use', async () => {
    for (const label of CLASSES) await record(label, 3);
    await session.run.train();
    await session.heads.use(session.state.lastRun?.headId ?? '');
    expect(session.state.activeHead).not.toBeNull();
    const { model } = context;
    context.model = async () => ({ ...(await model.call(context)), backboneId: 'newer' });
    const again = new TrainSession(context);
    await again.start();
    expect(again.state.heads).toHaveLength(session.state.heads.length);
    expect(again.state.activeHead).toBeNull();
    await again.dispose();
  }, 60_000);

  test('a head survives the way out and in as a file, and a damaged file is refused', async () => {
    for (const label of CLASSES) await record(label, 3);
    await session.run.train();
    const id = session.state.lastRun?.headId ?? '';
    const file = await session.heads.exportFile(id);
    if (!file) throw new Error('no file');
    const before = session.state.heads.length;
    await session.heads.importFile(file);
    expect(session.state.heads.length).toBe(before + 1);
    await session.heads.importFile(file.slice(0, file.size - 4));
    expect(session.state.failure).toEqual({ code: 'head-file-invalid', during: 'head' });
    expect(session.state.heads.length).toBe(before + 1);
  }, 60_000);

  test('nothing to train on, and another tab at it, are told by name', async () => {
    await session.run.train();
    expect(session.state.failure?.code).toBe('nothing-to-train');
    await alone('train', () => session.run.train());
    expect(session.state.failure?.code).toBe('busy-in-another-tab');
    expect(session.state.training).toBeNull();
  });
});

describe('importing', () => {
  test("takes Kaggle's zip: maps, imports, trains as the lesson does, checks its test pictures", async () => {
    await session.importing.openFiles([await kaggleZip(20)]);
    expect(session.state.pending).toMatchObject({ name: 'archive.zip', tests: 3, cap: 300, planned: 61 });
    expect(session.state.pending?.folders.map(({ label }) => label)).toEqual(CLASSES);
    session.importing.setCap(50);
    await session.importing.start();
    expect(session.state.importing).toBeNull();
    const [train, tests] = session.state.datasets;
    expect(train).toMatchObject({ images: 60, record: { finished: true, role: 'train' } });
    expect(train?.problems).toEqual([
      { path: 'asl_alphabet_train/asl_alphabet_train/A/broken.jpg', code: 'not-an-image' },
    ]);
    expect(tests).toMatchObject({ images: 3, record: { role: 'test' } });
    expect(tile('A')?.imported).toBe(20);
    expect(session.state.sources).toContain(train?.record.id);

    session.run.configure({ start: 'zero', epochs: 60, learningRate: 0.02, pull: 0 });
    await session.run.train();
    const head = session.state.heads.find(({ id }) => id === session.state.lastRun?.headId);
    expect(head?.metrics?.validationAccuracy).toBe(1);
    await session.heads.use(head?.id ?? '');
    const check = await session.run.check(tests?.record.id ?? '');
    expect(check?.truth.length).toBe(3);
    expect(check?.predicted).toEqual(check?.truth);

    await session.data.deleteDataset(train?.record.id ?? '');
    expect(session.state.datasets).toEqual([]);
    expect(tile('A')?.imported).toBe(0);
  }, 60_000);

  test('stopped and opened again it goes on where it was; the mapping is remembered', async () => {
    const zip = await kaggleZip(20);
    await session.importing.openFiles([zip]);
    session.importing.mapFolder('asl_alphabet_train/asl_alphabet_train/C', null);
    context.embedder.before = () => {
      if (context.embedder.calls === 10) session.importing.cancel();
    };
    await session.importing.start();
    const done = session.state.datasets[0]?.images ?? 0;
    expect(done).toBeGreaterThan(6);
    expect(done).toBeLessThan(20);
    expect(session.state.failure).toBeNull();
    expect(session.state.datasets[0]?.record.finished).toBe(false);

    await session.importing.openFiles([zip]);
    expect(session.state.pending).toMatchObject({ resumes: true, planned: 41 });
    await session.importing.start();
    expect(session.state.datasets.map(({ images }) => images)).toEqual([40, 3]);
    // Every image was embedded once, except for those that were under way when it was stopped.
    expect(context.embedder.calls).toBeLessThanOrEqual(43 + 3);
  });

  test('cut short among its test pictures, it is one to go on with', async () => {
    const zip = await kaggleZip(4);
    await session.importing.openFiles([zip]);
    context.embedder.before = () => {
      if (context.embedder.calls === 13) session.importing.cancel();
    };
    await session.importing.start();
    expect(session.state.datasets[0]).toMatchObject({ images: 12, record: { finished: false } });

    context.embedder.before = () => undefined;
    await session.importing.openFiles([zip]);
    expect(session.state.pending).toMatchObject({ resumes: true });
    await session.importing.start();
    expect(session.state.datasets).toMatchObject([
      { images: 12, record: { finished: true } },
      { images: 3, record: { finished: true, role: 'test' } },
    ]);
    await session.importing.openFiles([zip]);
    expect(session.state.pending).toMatchObject({ resumes: false });
  }, 60_000);

  test('while the model starts it says so, and a second press changes nothing', async () => {
    await session.importing.openFiles([await kaggleZip(1)]);
    const release = context.holdModel();
    const first = session.importing.start();
    await vi.waitFor(() => expect(session.state.pending?.starting).toBe(true));
    await session.importing.start();
    expect(session.state.failure).toBeNull();
    release();
    await first;
    expect(session.state.datasets.map(({ images }) => images)).toEqual([3, 3]);
  });

  test('ended in the middle, or before the model has come, it writes nothing more', async () => {
    const zip = await kaggleZip(20);
    await session.importing.openFiles([zip]);
    const running = session.importing.start();
    await vi.waitFor(() => expect(session.state.importing?.progress.done).toBeGreaterThan(2));
    await session.dispose();
    await running;
    await vi.waitFor(() => expect(session.state.datasets[0]?.record.finished).toBe(false));

    const release = context.holdModel();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    await session.importing.openFiles([zip]);
    const waiting = session.importing.start();
    await session.dispose();
    release();
    await waiting;
    expect(put).not.toHaveBeenCalled();
    put.mockRestore();
  });

  test('where nothing can be stored, opening says so instead of waiting', async () => {
    await closeDatabase();
    const open = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('refused', 'SecurityError');
    });
    const refused = new TrainSession(context);
    await refused.start();
    refused.dismissFailure();
    await refused.importing.openFiles([await kaggleZip(1)]);
    expect(refused.state.failure).toEqual({ code: 'unavailable', during: 'import' });
    open.mockRestore();
    await refused.dispose();
  });

  test('what cannot be opened is told by name', async () => {
    await session.importing.openFiles([new File(['hello'], 'x.zip')]);
    expect(session.state.failure).toEqual({ code: 'not-a-zip', during: 'import' });
    await session.importing.openFiles([new File(['hello'], 'readme.txt')]);
    expect(session.state.failure).toEqual({ code: 'empty-source', during: 'import' });
    await alone('import', async () => {
      await session.importing.openFiles([await kaggleZip(1)]);
      await session.importing.start();
    });
    expect(session.state.failure).toEqual({ code: 'busy-in-another-tab', during: 'import' });
  });
});

describe('an alphabet of one’s own', () => {
  test('classes are added, renamed with their pictures, removed, and brought back', async () => {
    await record('B', 2);
    await session.alphabet.rename('B', 'Бэ');
    expect(tile('Бэ')?.captured).toBeGreaterThanOrEqual(2);
    await session.alphabet.add('Ж');
    expect(session.state.tiles.map(({ label }) => label)).toEqual(['A', 'Бэ', 'C', 'Ж']);
    await session.alphabet.add('ж');
    expect(session.state.failure).toEqual({ code: 'labels-invalid', during: 'alphabet' });
    await session.alphabet.remove('C');
    expect(session.state.alphabetChanged).toBe(true);

    await record('A', 3);
    await record('Ж', 3);
    await session.run.train();
    await session.heads.use(session.state.lastRun?.headId ?? '');
    expect(context.used.at(-1)?.labels).toEqual(['A', 'Бэ', 'Ж']);

    const again = new TrainSession(context);
    await again.start();
    expect(again.state.tiles.map(({ label }) => label)).toEqual(['A', 'Бэ', 'Ж']);
    await again.alphabet.reset();
    expect(again.state.tiles.map(({ label }) => label)).toEqual(CLASSES);
    await again.dispose();
  }, 60_000);
});

test('a dataset whose import never finished is there after a reload', async () => {
  await saveDataset({
    id: 'x',
    name: 'half.zip',
    kind: 'zip',
    role: 'train',
    createdAt: 1,
    mapping: {},
    cap: null,
    copies: 0,
    planned: 10,
    finished: false,
  });
  const again = new TrainSession(context);
  await again.start();
  expect(again.state.datasets[0]?.record).toMatchObject({ name: 'half.zip', finished: false });
  await again.dispose();
});
