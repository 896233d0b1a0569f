import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Recorder } from '../../../src/app/train/recorder.ts';
import type { CaptureRecord } from '../../../src/offline/database.ts';
import { listHeads, saveHead } from '../../../src/offline/head-store.ts';
import { countImages, OWN_CAPTURES } from '../../../src/train/dataset-store.ts';
import { picture, wipe } from '../train/pictures.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2030, 0, 1, 12);

beforeEach(wipe);
afterEach(async () => {
  vi.restoreAllMocks();
  await wipe();
});

/** Sets the device's clock; the steady clock goes on. */
function setClock(read: () => number): void {
  vi.spyOn(Date, 'now').mockImplementation(read);
}

async function saveSmallHead(id: string): Promise<void> {
  await saveHead({
    id,
    name: id,
    labels: ['A', 'B'],
    backboneId: 'b1',
    weight: new Float32Array(4),
    bias: new Float32Array(2),
    temperature: { found: 1, missing: 1 },
    metrics: null,
  });
}

let serial = 0;
async function capture() {
  serial += 1;
  const grey = Uint8Array.from({ length: 128 * 128 }, (_, i) =>
    ((i % 128) + serial * 11) % 64 > 30 ? 200 : 40,
  );
  return {
    image: new Blob([await picture(0, serial)], { type: 'image/png' }),
    grey,
    hand: { landmarks: [], world: [], handedness: 'Right' as const, score: 1 },
  };
}

test('heads stay newest first when the clock is set back, or was years ahead', async () => {
  setClock(() => NOON + 1000 * 24 * HOUR);
  await saveSmallHead('far ahead');
  setClock(() => NOON);
  await saveSmallHead('noon');
  setClock(() => NOON - HOUR);
  await saveSmallHead('an hour earlier');
  expect((await listHeads()).map(({ id }) => id)).toEqual(['an hour earlier', 'noon', 'far ahead']);
});

test('bursts of the same moment, twice lived through, keep all their pictures', async () => {
  setClock(() => NOON);
  const kept: CaptureRecord[] = [];
  const recorder = new Recorder({
    capture,
    onChange: (recording) => {
      if (recording && recording.kept >= 2) recorder.stop();
    },
    onKept: (record) => kept.push(record),
  });
  await recorder.record('A', false);
  await recorder.record('A', false);
  expect(kept.length).toBeGreaterThanOrEqual(4);
  expect(await countImages(OWN_CAPTURES)).toBe(kept.length);
  expect(new Set(kept.map(({ group }) => group)).size).toBe(2);
});

test('a hands-free burst is as long as ever when the clock leaps ahead', async () => {
  let leaps = 0;
  setClock(() => NOON + HOUR * leaps++);
  let kept = 0;
  const recorder = new Recorder({
    capture,
    onChange: () => undefined,
    onKept: () => {
      kept += 1;
      if (kept === 5) recorder.stop();
    },
  });
  await recorder.record('A', true);
  expect(kept).toBe(5);
});
