import { expect, it } from 'vitest';
import { Camera } from '../../src/camera/camera.ts';
import { FrameLoop, type FrameMetadata } from '../../src/camera/frame-loop.ts';
import { takeFrame } from '../../src/camera/take-frame.ts';

it("opens the browser's test camera, counts its frames and turns it off", async () => {
  const camera = new Camera();
  await camera.start({ deviceId: 'a camera that is gone' });
  const { stream, activeId, cameras, error } = camera.state;
  expect(error).toBe(null);
  expect(cameras.map(({ deviceId }) => deviceId)).toContain(activeId);

  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  const seen: FrameMetadata[] = [];
  const loop = new FrameLoop(video, (_, metadata) => seen.push(metadata));
  loop.start();
  await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(15);
  expect(loop.framesPerSecond).toBeGreaterThan(1);
  expect(seen.every(({ width, height }) => width > 0 && height > 0)).toBe(true);
  const times = seen.map(({ timeMs }) => timeMs);
  expect([...times].sort((a, b) => a - b)).toEqual(times);

  const frame = await takeFrame(video);
  expect(frame && ('displayWidth' in frame ? frame.displayWidth : frame.width)).toBe(video.videoWidth);
  frame?.close();
  video.srcObject = null;
  expect(await takeFrame(video)).toBeNull();
  loop.dispose();
  camera.dispose();
  expect(stream?.getVideoTracks()[0]?.readyState).toBe('ended');
});
