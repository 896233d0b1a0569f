import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readImageHeader } from '../../../src/train/image-header.ts';
import { checkImage, looksLikeImage } from '../../../src/train/image-intake.ts';

function bytes(...parts: (string | number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );
}

const SAMPLES = {
  'image/png': bytes('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 1, 0x2c, 0, 0, 0, 200]),
  'image/gif': bytes('GIF89a', [0x2c, 1, 200, 0, 0, 0, 0], [0x2c, 0, 0, 0, 0, 9, 0, 9, 0, 0]),
  'image/bmp': bytes('BM', Array(12).fill(0), [40, 0, 0, 0, 0x2c, 1, 0, 0, 0x38, 0xff, 0xff, 0xff]),
  'image/jpeg': bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xff, 0xc2, 0, 17, 8, 0, 200, 1, 0x2c, 3]),
  'image/webp': bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0], [0x2b, 1, 0, 199, 0, 0]),
};

describe('the header', () => {
  test.each(Object.entries(SAMPLES))('%s tells its size', (type, sample) => {
    expect(readImageHeader(sample)).toEqual({ type, width: 300, height: 200 });
  });

  test('lossy and lossless WebP', () => {
    const lossy = bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8 ', Array(7).fill(0), [0x9d, 1, 0x2a, 0x2c, 1, 200, 0]);
    expect(readImageHeader(lossy)).toMatchObject({ width: 300, height: 200 });
    const bits = 299 | (199 << 14);
    const packed = [bits & 255, (bits >> 8) & 255, (bits >> 16) & 255, bits >> 24];
    const lossless = bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8L', [0, 0, 0, 0, 0x2f], packed, Array(5).fill(0));
    expect(readImageHeader(lossless)).toMatchObject({ width: 300, height: 200 });
  });

  test('a GIF is as large as its first picture, also behind a palette and comments', () => {
    const screen = [10, 0, 10, 0, 0x80, 0, 0];
    const picture = [0x2c, 1, 0, 2, 0, 0xff, 0xff, 0xfe, 0xff, 0];
    const gif = bytes('GIF89a', screen, Array(6).fill(7), [0x21, 0xfe, 2], 'hi', [0], picture);
    expect(readImageHeader(gif)).toEqual({ type: 'image/gif', width: 65536, height: 65536 });
    expect(() => checkImage(gif, 'x')).toThrow(expect.objectContaining({ code: 'image-too-large' }));
  });

  test('a photograph of Kaggle, where the data is at hand', () => {
    const path = '../shared/data/kaggle-mini/asl_alphabet_test/asl_alphabet_test/A_test.jpg';
    if (!existsSync(path)) return;
    expect(readImageHeader(readFileSync(path))).toEqual({ type: 'image/jpeg', width: 200, height: 200 });
  });

  test('never throws, whatever the bytes and wherever they end', () => {
    const cut = fc
      .tuple(fc.constantFrom(...Object.values(SAMPLES)), fc.nat(40), fc.uint8Array({ maxLength: 60 }))
      .map(([sample, at, rest]) => Uint8Array.from([...sample.subarray(0, at), ...rest]));
    fc.assert(
      fc.property(cut, (sample) => {
        const header = readImageHeader(sample);
        if (header) expect(header.width * header.height).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the intake', () => {
  test('takes the type from the content, not from the name', () => {
    expect(checkImage(SAMPLES['image/png'], 'A/1.jpg').type).toBe('image/png');
  });

  test.each([
    ['not-an-image', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['not-an-image', bytes('')],
    ['not-an-image', bytes('<html><script>alert(1)</script></html>')],
    ['not-an-image', bytes('PK\x03\x04', Array(40).fill(0))],
    ['image-too-large', bytes('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 1, 0, 0, 0, 0, 0, 1])],
    ['image-too-large', bytes('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 0x30, 0, 0, 0, 0x30, 0])],
  ])('refuses: %s', (code, sample) => {
    expect(() => checkImage(sample, 'x')).toThrow(expect.objectContaining({ code }));
  });

  test('passes over system files', () => {
    expect(looksLikeImage('A/A1.JPG')).toBe(true);
    for (const path of ['__MACOSX/A/._A1.jpg', 'A/.A1.jpg', 'A/notes.txt', 'A/drawing.svg']) {
      expect(looksLikeImage(path)).toBe(false);
    }
  });
});
