import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Head } from '../../../src/model/types.ts';
import { type CaptureRecord, captureId, eraseDatabase, openDatabase } from '../../../src/offline/database.ts';
import { packHalf } from '../../../src/train/float16.ts';
import { capturePictures } from '../../../src/train/lab/capture-pictures.ts';
import { countCapturePictures } from '../../../src/train/lab/count-captures.ts';
import { trainLeNet } from '../../../src/train/lab/lab-client.ts';
import { LENET_SETTINGS } from '../../../src/train/lab/lenet-settings.ts';

beforeAll(() => {
  // The lab finds tfjs's binaries relative to the page.
  const base = document.createElement('base');
  base.href = '/';
  document.head.append(base);
});

afterEach(eraseDatabase);

const BACKBONE = 'test-backbone';

/** A bright bar on dark ground, upright for `I` and level for `L`, somewhere near the middle. */
async function bar(label: string, i: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(96, 96);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.fillStyle = '#222';
  context.fillRect(0, 0, 96, 96);
  context.fillStyle = '#eee';
  const [x, y] = [44 + (i % 5), 20 + (i % 7)];
  if (label === 'I') context.fillRect(x, y, 8, 50);
  else context.fillRect(y, x, 50, 8);
  return canvas.convertToBlob();
}

async function store(count: number): Promise<void> {
  const db = await openDatabase();
  for (const label of ['I', 'L']) {
    for (let i = 0; i < count; i++) {
      const contentHash = `${label}${i}`;
      const record: CaptureRecord = {
        id: captureId('captures', contentHash),
        datasetId: 'captures',
        kind: 'capture',
        label,
        group: `${label} burst ${Math.floor(i / 4)}`,
        takenAt: i,
        contentHash,
        image: await bar(label, i),
        sourceName: contentHash,
        handFound: true,
      };
      await db.put('captures', record);
      // The stored features tell the letters apart; the head below reads them.
      const values = packHalf(label === 'I' ? Float32Array.of(1, 0) : Float32Array.of(0, 1));
      await db.put('features', { contentHash, backboneId: BACKBONE, values, handFound: true });
    }
  }
}

const head: Head = {
  id: 'test',
  labels: ['L', 'I'],
  backboneId: BACKBONE,
  weight: Float32Array.of(0, 5, 5, 0),
  bias: new Float32Array(2),
  temperature: { found: 1, missing: 1 },
};

describe('the person’s own pictures', () => {
  it('are cut as the live crop is, with what a split needs', async () => {
    await store(3);
    expect(await countCapturePictures()).toBe(6);
    const pictures = await capturePictures(32);
    expect(pictures.labels).toEqual(['I', 'L']);
    expect([...pictures.classes].sort()).toEqual([0, 0, 0, 1, 1, 1]);
    expect(pictures.contentHashes).toHaveLength(6);
    // The bar of I is 50 of 96 px high; in the middle 1.4 / 1.7 of the picture it is 20 of 32.
    const first = pictures.pixels.subarray(0, 1024);
    const column = Array.from({ length: 32 }, (_, y) => Math.max(...first.subarray(y * 32, y * 32 + 32)));
    expect(column.filter((v) => v > 0.5).length).toBeGreaterThanOrEqual(19);
    expect(column.filter((v) => v > 0.5).length).toBeLessThanOrEqual(22);
  });

  it('train a LeNet, whose held-out pictures ResNet-50 is asked about too', async () => {
    await store(40);
    const reports: (number | null)[] = [];
    const settings = { ...LENET_SETTINGS, epochs: 8 };
    const never = new AbortController().signal;
    const result = await trainLeNet(
      'captures',
      settings,
      head,
      (r) => reports.push(r.validationAccuracy),
      never,
    );
    expect(result.model.labels).toEqual(['I', 'L']);
    expect(reports.at(-1)).toBeGreaterThan(0.9);
    expect(result.rival).toEqual({ accuracy: 1, pictures: 16 });
    const other = { ...head, backboneId: 'another' };
    const without = await trainLeNet('captures', { ...settings, epochs: 1 }, other, () => undefined, never);
    expect(without.rival).toBeNull();
  });

  it('are missed by name when there are none, or of one letter only', async () => {
    const never = new AbortController().signal;
    const train = () => trainLeNet('captures', LENET_SETTINGS, null, () => undefined, never);
    await expect(train()).rejects.toThrow(expect.objectContaining({ code: 'nothing-to-train' }));
    await store(1);
    await (await openDatabase()).delete('captures', captureId('captures', 'L0'));
    await expect(train()).rejects.toThrow(expect.objectContaining({ code: 'one-class' }));
  });
});
