import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { sourceFromZip } from '../../../src/train/dataset-source.ts';
import { TrainError } from '../../../src/train/errors.ts';
import { fuzz, survive, TIMEOUT_MS } from './fuzz.ts';

const bytes = (length: number, value: (i: number) => number) =>
  Uint8Array.from({ length }, (_, i) => value(i));
const noise = bytes(2000, (i) => (i * 7919) % 251);
const blank = new Uint8Array(300_000);

const SEEDS = [
  zipSync({ 'A/1.jpg': noise, 'A/2.png': blank, 'B/1.jpg': noise.subarray(0, 40) }, { level: 6 }),
  zipSync({ 'del/1.jpg': noise.subarray(9), 'читай/2.bmp': noise }, { level: 0 }),
  zipSync({ 'deep/er/A/1.webp': [noise, { level: 9, comment: 'a comment' }] }, { comment: 'the end' }),
];

test(
  'the zip reader: every file comes out right or with a reason, and nothing else happens',
  async () => {
    await fuzz(SEEDS, async (zip) => {
      const blob = new Blob([zip]);
      const source = await survive(() => sourceFromZip(blob, 'hostile.zip'), TrainError);
      for (const file of source?.files ?? []) {
        expect(file.path).not.toMatch(/(^|\/)\.\.(\/|$)|^\/|\0/);
        const content = await survive(() => file.read(), TrainError);
        if (content) expect(content.length).toBe(file.size);
      }
      const paths = source?.files.map(({ path }) => path) ?? [];
      expect(new Set(paths).size).toBe(paths.length);
    });
  },
  TIMEOUT_MS,
);
