import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { takeFrame } from '../../src/camera/take-frame.ts';

const HAVE_CURRENT_DATA = 2;

/** A frame with the size that the browser states of it. */
class FakeFrame {
  static stated = { width: 480, height: 640 };
  static closed = 0;
  readonly displayWidth = FakeFrame.stated.width;
  readonly displayHeight = FakeFrame.stated.height;
  close(): void {
    FakeFrame.closed += 1;
  }
}

const bitmap = { width: 480, height: 640 };
const video = (change = {}) =>
  ({
    readyState: HAVE_CURRENT_DATA,
    videoWidth: 480,
    videoHeight: 640,
    ...change,
  }) as unknown as HTMLVideoElement;

beforeEach(() => {
  FakeFrame.stated = { width: 480, height: 640 };
  FakeFrame.closed = 0;
  vi.stubGlobal('HTMLMediaElement', { HAVE_CURRENT_DATA });
  vi.stubGlobal('VideoFrame', FakeFrame);
  vi.stubGlobal(
    'createImageBitmap',
    vi.fn(async () => bitmap),
  );
});
afterEach(() => vi.unstubAllGlobals());

it('takes the picture without a copy', async () => {
  expect(await takeFrame(video())).toBeInstanceOf(FakeFrame);
  expect(createImageBitmap).not.toHaveBeenCalled();
  expect(FakeFrame.closed).toBe(0);
});

it('copies it where the frame states another shape than the video shows, and lets go of the frame', async () => {
  FakeFrame.stated = { width: 640, height: 480 };
  expect(await takeFrame(video())).toBe(bitmap);
  expect(FakeFrame.closed).toBe(1);
});

it('copies it where the browser makes no frames of a video', async () => {
  Reflect.deleteProperty(globalThis, 'VideoFrame');
  expect(await takeFrame(video())).toBe(bitmap);
});

it('is null while there is no picture, and when the stream ends under it', async () => {
  expect(await takeFrame(video({ readyState: 1 }))).toBeNull();
  expect(await takeFrame(video({ videoWidth: 0 }))).toBeNull();
  vi.stubGlobal(
    'VideoFrame',
    class {
      constructor() {
        throw new DOMException('ended', 'InvalidStateError');
      }
    },
  );
  expect(await takeFrame(video())).toBeNull();
});
