import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TrainError } from '../../../src/train/errors.ts';
import { thumbnail } from '../../../src/train/image-copies.ts';
import { checkImage, decodeImage } from '../../../src/train/image-intake.ts';
import { IMAGES } from '../../unit/fuzz/images.ts';
import { mutated } from '../../unit/fuzz/mutate.ts';

const RUNS = 300;
const LONGEST_MS = 2000;

async function drawn(type: string): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(64, 48);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  for (let i = 0; i < 20; i++) {
    context.fillStyle = `hsl(${i * 40} 80% 50%)`;
    context.fillRect((i * 13) % 64, (i * 7) % 48, 20, 9);
  }
  const blob = await canvas.convertToBlob({ type });
  expect(blob.type).toBe(type);
  return new Uint8Array(await blob.arrayBuffer());
}

test('the browser decodes what the intake lets through, or it is called corrupt; at once either way', async () => {
  const seeds = await Promise.all(['image/jpeg', 'image/png', 'image/webp'].map(drawn));
  let decoded = 0;
  await fc.assert(
    fc.asyncProperty(mutated([...seeds, ...Object.values(IMAGES)]), async (bytes) => {
      const began = performance.now();
      try {
        const image = await decodeImage(checkImage(bytes, 'hostile'), 'hostile');
        expect(image.width * image.height).toBeLessThanOrEqual(50_000_000);
        await thumbnail(image);
        image.close();
        decoded += 1;
      } catch (error) {
        if (!(error instanceof TrainError)) throw error;
        expect(error.code).toMatch(/^(not-an-image|image-corrupt|image-too-large)$/);
      }
      expect(performance.now() - began).toBeLessThan(LONGEST_MS);
    }),
    { numRuns: RUNS },
  );
  expect(decoded).toBeGreaterThan(RUNS / 20);
});

test('a GIF whose picture lies far outside its screen is refused before a decoder grows to it', async () => {
  const gif = IMAGES.gif.slice();
  const descriptor = gif.lastIndexOf(0x2c);
  new DataView(gif.buffer).setUint16(descriptor + 5, 0xffff, true);
  new DataView(gif.buffer).setUint16(descriptor + 7, 0xffff, true);
  expect(() => checkImage(gif, 'x')).toThrow(expect.objectContaining({ code: 'image-too-large' }));
});
