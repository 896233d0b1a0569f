import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TrainError } from '../../../src/train/errors.ts';
import { readImageHeader } from '../../../src/train/image-header.ts';
import { checkImage } from '../../../src/train/image-intake.ts';
import { fuzz, survive, TIMEOUT_MS } from './fuzz.ts';
import { IMAGES } from './images.ts';

const PHOTOGRAPHS = join(import.meta.dirname, '../../fixtures/hands');
const SEEDS = [
  ...Object.values(IMAGES),
  ...readdirSync(PHOTOGRAPHS).map((name) => new Uint8Array(readFileSync(join(PHOTOGRAPHS, name)))),
];

test(
  'the image intake: what it lets through has a known type and a size that a decoder may allocate',
  async () => {
    await fuzz(SEEDS, async (bytes) => {
      const blob = await survive(() => checkImage(bytes, 'hostile.jpg'), TrainError);
      if (!blob) return;
      const header = readImageHeader(bytes);
      expect(blob.type).toBe(header?.type);
      const { width = 0, height = 0 } = header ?? {};
      expect(width * height).toBeGreaterThan(0);
      expect(width * height).toBeLessThanOrEqual(50_000_000);
    });
  },
  TIMEOUT_MS,
);
