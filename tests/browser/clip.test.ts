import { describe, expect, it } from 'vitest';
import { joinMjpeg } from '../../scripts/lib/mjpeg.ts';
import { type Clip, openClip } from '../../src/bench/clip.ts';
import { ClipError } from '../../src/bench/clip-error.ts';

const SIDE = 64;
const GREYS = [40, 110, 200];

function painted(grey: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
  context.fillRect(0, 0, SIDE, SIDE);
  return canvas;
}

async function jpeg(grey: number): Promise<Uint8Array> {
  const blob = await painted(grey).convertToBlob({ type: 'image/jpeg' });
  return new Uint8Array(await blob.arrayBuffer());
}

function urlOf(...parts: BlobPart[]): string {
  return URL.createObjectURL(new Blob(parts));
}

async function greyOf(clip: Clip, index: number): Promise<number> {
  const frame = await clip.frame(index);
  const context = new OffscreenCanvas(SIDE, SIDE).getContext('2d');
  context?.drawImage(frame, 0, 0);
  frame.close();
  return context?.getImageData(SIDE / 2, SIDE / 2, 1, 1).data[0] ?? Number.NaN;
}

async function expectGreys(clip: Clip): Promise<void> {
  for (const [i, grey] of GREYS.entries()) expect(Math.abs((await greyOf(clip, i)) - grey)).toBeLessThan(8);
}

describe('openClip', () => {
  it('plays a run of JPEGs at 30 a second, and images at the rate that is asked', async () => {
    const pictures = await Promise.all(GREYS.map(jpeg));
    const file = Uint8Array.from(joinMjpeg(pictures));
    const mjpeg = await openClip({ kind: 'mjpeg', urls: [urlOf(file)] });
    expect([mjpeg.count, mjpeg.framesPerSecond]).toEqual([3, 30]);
    await expectGreys(mjpeg);
    const urls = pictures.map((picture) => urlOf(Uint8Array.from(picture)));
    const images = await openClip({ kind: 'images', urls, framesPerSecond: 5 });
    expect([images.count, images.framesPerSecond]).toEqual([3, 5]);
    await expectGreys(images);
  });

  it('plays raw YUV at its own rate', async () => {
    const frames = GREYS.flatMap((grey) => [
      'FRAME\n',
      // Full-range luma would be the grey itself; video range starts at 16.
      new Uint8Array(SIDE * SIDE).fill(16 + (grey * 219) / 255),
      new Uint8Array((SIDE * SIDE) / 2).fill(128),
    ]);
    const clip = await openClip({
      kind: 'y4m',
      urls: [urlOf(`YUV4MPEG2 W${SIDE} H${SIDE} F12:1\n`, ...frames)],
    });
    expect([clip.count, clip.framesPerSecond]).toEqual([3, 12]);
    await expectGreys(clip);
  });

  it('plays what the browser decodes, also a recording that does not say how long it is', async () => {
    const clip = await openClip({
      kind: 'video',
      urls: [URL.createObjectURL(await record())],
      framesPerSecond: 10,
    });
    expect(clip.count).toBeGreaterThanOrEqual(4);
    expect(clip.count).toBeLessThan(40);
    expect(Math.abs((await greyOf(clip, 1)) - (GREYS[1] ?? 0))).toBeLessThan(12);
  });

  it('says what is wrong with the rest', async () => {
    const broken = urlOf('this is no video at all');
    for (const kind of ['mjpeg', 'y4m', 'video'] as const) {
      await expect(openClip({ kind, urls: [broken] }), kind).rejects.toThrow(ClipError);
    }
    const images = await openClip({ kind: 'images', urls: [broken] });
    await expect(images.frame(0)).rejects.toThrow('frame 1 is no picture');
  });
});

/** A second of one grey, as MediaRecorder writes it. */
async function record(): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((resolve) => {
    recorder.onstop = resolve;
  });
  recorder.start();
  for (let i = 0; i < 20; i++) {
    context?.drawImage(painted(GREYS[1] ?? 0), 0, 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  recorder.stop();
  await stopped;
  return new Blob(parts);
}
