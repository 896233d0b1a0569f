import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinMjpeg, jpegSize, MjpegError, splitMjpeg } from '../../scripts/lib/mjpeg.ts';

/** Entropy-coded bytes: every 0xff is stuffed. */
const scan = fc
  .uint8Array({ maxLength: 40 })
  .map((raw) => [...raw].flatMap((b) => (b === 0xff ? [b, 0] : [b])));
/** An APP1 segment may hold anything, whole thumbnails with their own end included. */
const app = fc.uint8Array({ maxLength: 20 }).map((raw) => {
  const body = [...raw, 0xff, 0xd8, 0xff, 0xd9];
  return [0xff, 0xe1, 0, body.length + 2, ...body];
});
const size = fc.record({
  width: fc.integer({ min: 1, max: 65535 }),
  height: fc.integer({ min: 0, max: 65535 }),
});

const jpeg = fc.tuple(app, size, scan, scan).map(([app1, { width, height }, first, second]) => ({
  size: { width, height },
  bytes: Uint8Array.from([
    ...[0xff, 0xd8, ...app1],
    ...[0xff, 0xc4, 0, 3, 7],
    ...[0xff, 0xff, 0xc0, 0, 8, 8, height >> 8, height & 255, width >> 8, width & 255, 0],
    ...[0xff, 0xda, 0, 2, ...first, 0xff, 0xd3, ...second],
    ...[0xff, 0xd9],
  ]),
}));

describe('splitMjpeg', () => {
  it('gives back the pictures that were joined', () => {
    fc.assert(
      fc.property(fc.array(jpeg, { maxLength: 5 }), (pictures) => {
        const frames = splitMjpeg(joinMjpeg(pictures.map(({ bytes }) => bytes)));
        expect(frames.map((frame) => [...frame])).toEqual(pictures.map(({ bytes }) => [...bytes]));
        expect(frames.map(jpegSize)).toEqual(pictures.map((picture) => picture.size));
      }),
    );
  });

  it('refuses a picture that was cut off, wherever it was cut', () => {
    fc.assert(
      fc.property(jpeg, fc.nat(), ({ bytes }, cut) => {
        const short = bytes.subarray(0, 1 + (cut % (bytes.length - 1)));
        expect(() => splitMjpeg(short)).toThrow(MjpegError);
      }),
    );
  });

  it('never hangs or fails otherwise on bytes that are no video', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        const marked = Uint8Array.from([0xff, 0xd8, ...bytes]);
        for (const input of [bytes, marked]) {
          try {
            expect(splitMjpeg(input).reduce((sum, frame) => sum + frame.length, 0)).toBe(input.length);
          } catch (error) {
            expect(error).toBeInstanceOf(MjpegError);
          }
        }
      }),
    );
  });
});

it('says when a picture has no size', () => {
  expect(() => jpegSize(Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]))).toThrow(MjpegError);
});
