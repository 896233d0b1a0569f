import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Hand } from '../../../src/model/types.ts';
import { exportImages } from '../../../src/train/archive.ts';
import { Burst } from '../../../src/train/captures.ts';
import { sourceFromFiles, sourceFromZip } from '../../../src/train/dataset-source.ts';
import { capturesOfLabel, OWN_CAPTURES } from '../../../src/train/dataset-store.ts';
import { embedCaptures } from '../../../src/train/embed-captures.ts';
import { runFeatureJob } from '../../../src/train/feature-job.ts';
import { loadTrainingSet } from '../../../src/train/feature-store.ts';
import { findClasses, planImport, proposeMapping } from '../../../src/train/import-plan.ts';
import { ColourEmbedder, FEATURES, picture, wipe } from './pictures.ts';

beforeEach(wipe);
afterEach(wipe);

const hand: Hand = { landmarks: [], world: [], handedness: 'Right', score: 1 };

async function capture(serial: number, found = true) {
  const grey = Uint8Array.from({ length: 128 * 128 }, (_, i) =>
    ((i % 128) + serial * 11) % 64 > 30 ? 200 : 40,
  );
  const image = new Blob([await picture(0, serial)], { type: 'image/png' });
  return { image, grey, hand: found ? hand : null };
}

test('a burst keeps what is worth keeping, as one group', async () => {
  const burst = new Burst('A', 5000);
  const outcomes = [
    await burst.take(await capture(1)),
    await burst.take(await capture(1)),
    await burst.take(await capture(2, false)),
    await burst.take(await capture(3)),
  ];
  expect(outcomes.map((outcome) => (outcome.kept ? 'kept' : outcome.fault))).toEqual([
    'kept',
    'same-as-last',
    'no-hand',
    'kept',
  ]);
  const stored = await capturesOfLabel(OWN_CAPTURES, 'A');
  expect(stored.map(({ group, takenAt, handFound }) => [group, takenAt, handFound])).toEqual([
    [stored[0]?.group, 5000, true],
    [stored[0]?.group, 5001, true],
  ]);
  expect(stored[0]?.group).toMatch(/^5000-/);
});

test('captures are embedded once, exported as a zip, and come back as a dataset', async () => {
  for (const [label, start] of [
    ['A', 10],
    ['nothing', 20],
  ] as const) {
    const burst = new Burst(label, start);
    for (let i = 0; i < 3; i++) await burst.take(await capture(start + i));
  }
  const embedder = new ColourEmbedder();
  await embedCaptures(OWN_CAPTURES, embedder);
  await embedCaptures(OWN_CAPTURES, embedder);
  expect(embedder.calls).toBe(6);
  const labels = ['A', 'nothing'];
  expect((await loadTrainingSet([OWN_CAPTURES], 'colours', FEATURES, labels)).ids.length).toBe(6);

  const source = await sourceFromZip(await exportImages(OWN_CAPTURES), 'mine.zip');
  expect(source.problems).toEqual([]);
  const tree = findClasses(source, labels);
  const plan = planImport(tree, proposeMapping(tree), null);
  await runFeatureJob({ datasetId: 'again', plan, startedAt: 0, embedder });
  expect(embedder.calls).toBe(6);
  const both = await loadTrainingSet([OWN_CAPTURES, 'again'], 'colours', FEATURES, labels);
  expect(both.ids.length).toBe(6);
});

test('the hand that the camera saw goes with a capture; an imported picture is left to the finder', async () => {
  const burst = new Burst('A', 10);
  await burst.take({ ...(await capture(1)), hand: { ...hand, handedness: 'Left' } });
  const [kept] = await capturesOfLabel(OWN_CAPTURES, 'A');
  expect(kept?.handedness).toBe('Left');
  const embedder = new ColourEmbedder();
  await embedCaptures(OWN_CAPTURES, embedder);
  expect(embedder.told).toEqual(['Left']);

  const source = await sourceFromZip(await exportImages(OWN_CAPTURES), 'mine.zip');
  const tree = findClasses(source, ['A']);
  const plan = planImport(tree, proposeMapping(tree), null);
  const elsewhere = new ColourEmbedder();
  elsewhere.info.backboneId = 'another';
  await runFeatureJob({ datasetId: 'again', plan, startedAt: 0, embedder: elsewhere });
  expect(elsewhere.told).toEqual([undefined]);
});

test('a folder picked in a file field keeps its paths; loose files have no folder', async () => {
  const bytes = await picture(0, 1);
  const file = new File([bytes], 'A1.png');
  Object.defineProperty(file, 'webkitRelativePath', { value: 'set/A/A1.png' });
  const source = sourceFromFiles([file, new File(['text'], 'readme.txt'), new File([bytes], 'B.png')]);
  expect(source.name).toBe('set');
  expect(source.files.map(({ path }) => path)).toEqual(['set/A/A1.png', 'B.png']);
  expect(await source.files[0]?.read()).toEqual(bytes);
  expect(() => sourceFromFiles([new File(['text'], 'readme.txt')])).toThrow(
    expect.objectContaining({ code: 'empty-source' }),
  );
});
