import { describe, expect, it, vi } from 'vitest';
import { FrameLoop } from '../../src/camera/frame-loop.ts';

type Callback = (
  now: number,
  metadata: { mediaTime: number; presentedFrames: number; captureTime?: number },
) => void;

/** A video that shows a frame when told to. */
class FakeVideo {
  videoWidth = 640;
  videoHeight = 480;
  waiting = new Map<number, Callback>();
  private handles = 0;

  requestVideoFrameCallback(callback: Callback): number {
    this.waiting.set(++this.handles, callback);
    return this.handles;
  }
  cancelVideoFrameCallback(handle: number): void {
    this.waiting.delete(handle);
  }
  show(now: number, mediaTime: number, presentedFrames: number, captureTime?: number): void {
    const callbacks = [...this.waiting.values()];
    this.waiting.clear();
    for (const callback of callbacks) {
      callback(now, { mediaTime, presentedFrames, ...(captureTime === undefined ? {} : { captureTime }) });
    }
  }
}

function setUp() {
  const video = new FakeVideo();
  const page = Object.assign(new EventTarget(), { hidden: false });
  const onFrame = vi.fn();
  const loop = new FrameLoop(video as unknown as HTMLVideoElement, onFrame, {
    page: page as unknown as Document,
  });
  const setHidden = (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  return { video, onFrame, loop, setHidden };
}

describe('FrameLoop', () => {
  it('calls once a frame, with the time it was taken and its size', () => {
    const { video, onFrame, loop } = setUp();
    loop.start();
    video.show(100, 0, 1, 88);
    video.show(133, 0.033, 2);
    expect(onFrame.mock.calls.map(([, metadata]) => metadata)).toEqual([
      { timeMs: 88, width: 640, height: 480 },
      { timeMs: 133, width: 640, height: 480 },
    ]);
  });

  it('trusts no time that a jumped clock gave: frames stay in order', () => {
    const { video, onFrame, loop } = setUp();
    loop.start();
    const hour = 3_600_000;
    video.show(hour, 0, 1, hour - 20);
    video.show(hour + 33, 1, 2, 13);
    video.show(hour + 66, 2, 3, 2 * hour);
    video.show(hour + 99, 3, 4, hour + 80);
    expect(onFrame.mock.calls.map(([, { timeMs }]) => timeMs - hour)).toEqual([-20, 33, 66, 80]);
  });

  it('never gives the same frame twice, nor one without a size', () => {
    const { video, onFrame, loop } = setUp();
    loop.start();
    video.show(100, 1, 1);
    video.show(116, 1, 1);
    video.videoWidth = 0;
    video.show(133, 2, 2);
    expect(onFrame).toHaveBeenCalledOnce();
    expect(video.waiting.size).toBe(1);
  });

  it('tells frames apart where every one of them has the media time 0, as in WebKitGTK', () => {
    const { video, onFrame, loop } = setUp();
    loop.start();
    video.show(100, 0, 1);
    video.show(133, 0, 2);
    video.show(166, 0, 3);
    expect(onFrame).toHaveBeenCalledTimes(3);
  });

  it('asks for one callback however often it is started, and rests while hidden', () => {
    const { video, onFrame, loop, setHidden } = setUp();
    loop.start();
    loop.start();
    expect(video.waiting.size).toBe(1);
    setHidden(true);
    expect(video.waiting.size).toBe(0);
    setHidden(false);
    expect(video.waiting.size).toBe(1);
    video.show(100, 1, 1);
    expect(onFrame).toHaveBeenCalledOnce();
  });

  it('stays stopped', () => {
    const { video, loop, setHidden } = setUp();
    loop.start();
    loop.stop();
    setHidden(false);
    expect(video.waiting.size).toBe(0);
    loop.dispose();
    loop.start();
    expect(video.waiting.size).toBe(0);
  });

  it('may be stopped from within a frame, and goes on after an error in one', () => {
    const { video, onFrame, loop } = setUp();
    onFrame.mockImplementationOnce(() => {
      throw new Error('once');
    });
    loop.start();
    expect(() => video.show(100, 1, 1)).toThrow('once');
    expect(video.waiting.size).toBe(1);
    onFrame.mockImplementationOnce(() => loop.stop());
    video.show(133, 2, 2);
    expect(video.waiting.size).toBe(0);
  });

  it("counts the camera's frames, also those that were never seen", () => {
    const { video, loop } = setUp();
    loop.start();
    for (let i = 0; i < 20; i++) video.show(i * 100, i, i * 3);
    expect(loop.framesPerSecond).toBeCloseTo(30, 5);
  });

  it('counts anew when another camera does', () => {
    const { video, loop } = setUp();
    loop.start();
    for (let i = 0; i < 10; i++) video.show(i * 100, i, 500 + 3 * i);
    for (let i = 10; i < 20; i++) video.show(i * 100, i, 1 + 3 * (i - 10));
    expect(loop.framesPerSecond).toBeCloseTo(30, 5);
  });

  it('falls back to animation frames', () => {
    const pending: ((now: number) => void)[] = [];
    vi.stubGlobal('requestAnimationFrame', (callback: (now: number) => void) => pending.push(callback));
    vi.stubGlobal('cancelAnimationFrame', () => undefined);
    const video = { videoWidth: 2, videoHeight: 2, currentTime: 0 };
    const onFrame = vi.fn();
    const page = Object.assign(new EventTarget(), { hidden: false }) as unknown as Document;
    new FrameLoop(video as unknown as HTMLVideoElement, onFrame, { page }).start();
    for (const [now, time] of [
      [16, 0],
      [33, 0],
      [50, 0.04],
    ] as const) {
      video.currentTime = time;
      pending.shift()?.(now);
    }
    expect(onFrame).toHaveBeenCalledTimes(2);
    vi.unstubAllGlobals();
  });
});
