import { MjpegError, splitMjpeg } from '../../scripts/lib/mjpeg.ts';
import { ClipError } from './clip-error.ts';
import { Y4mReader } from './y4m.ts';

/** A video as frames that can be asked for by number. */
export interface Clip {
  count: number;
  framesPerSecond: number;
  /** The caller closes the picture. */
  frame(index: number): Promise<ImageBitmap>;
}

/** Chromium plays an .mjpeg file, which has no clock of its own, at this rate when it is the fake camera. */
const MJPEG_RATE = 30;

export interface ClipSource {
  kind: 'mjpeg' | 'y4m' | 'video' | 'images';
  /** Addresses: one, or one an image. */
  urls: string[];
  /** For what has no rate of its own. */
  framesPerSecond?: number;
}

/** @throws ClipError when it cannot be read; so may `frame` when one picture is broken. */
export async function openClip(source: ClipSource): Promise<Clip> {
  try {
    return await open(source);
  } catch (cause) {
    if (cause instanceof MjpegError) throw new ClipError(`in this .mjpeg ${cause.message}`);
    throw cause;
  }
}

async function open({ kind, urls, framesPerSecond = MJPEG_RATE }: ClipSource): Promise<Clip> {
  const [url = ''] = urls;
  switch (kind) {
    case 'images':
      return {
        count: urls.length,
        framesPerSecond,
        frame: async (i) => decode(await read(urls[i] ?? ''), i),
      };
    case 'mjpeg': {
      const frames = splitMjpeg(new Uint8Array(await (await read(url)).arrayBuffer()));
      return {
        count: frames.length,
        framesPerSecond,
        frame: (i) => decode(new Blob([Uint8Array.from(frames[i] ?? [])], { type: 'image/jpeg' }), i),
      };
    }
    case 'y4m': {
      const reader = new Y4mReader(new Uint8Array(await (await read(url)).arrayBuffer()));
      return {
        count: reader.count,
        framesPerSecond: reader.framesPerSecond,
        frame: async (i) => {
          const { width, height } = reader;
          const frame = new VideoFrame(reader.planes(i), {
            format: reader.format,
            codedWidth: width,
            codedHeight: height,
            timestamp: 0,
          });
          try {
            return await createImageBitmap(frame);
          } finally {
            frame.close();
          }
        },
      };
    }
    case 'video':
      return openVideo(url, framesPerSecond);
  }
}

async function decode(picture: Blob, index: number): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(picture);
  } catch (cause) {
    throw new ClipError(`frame ${index + 1} is no picture`, { cause });
  }
}

async function read(url: string): Promise<Blob> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.blob();
}

/** A file that the browser decodes; frames are reached by seeking. */
async function openVideo(url: string, framesPerSecond: number): Promise<Clip> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.src = url;
  await reached(video, 'loadeddata', 'this browser cannot decode it');
  if (!Number.isFinite(video.duration)) {
    // A recording that was written as it ran does not say how long it is until its end has been looked for.
    await seek(video, Number.MAX_SAFE_INTEGER);
  }
  const { duration } = video;
  if (!Number.isFinite(duration)) throw new ClipError('it does not say how long it is');
  return {
    count: Math.max(1, Math.floor(duration * framesPerSecond)),
    framesPerSecond,
    frame: async (i) => {
      // The middle of the frame's time: at its very start rounding may show the one before.
      await seek(video, Math.min(duration, (i + 0.5) / framesPerSecond));
      return createImageBitmap(video);
    },
  };
}

async function seek(video: HTMLVideoElement, seconds: number): Promise<void> {
  if (video.currentTime === seconds) return;
  const done = reached(video, 'seeked', 'it breaks off');
  video.currentTime = seconds;
  await done;
}

/** @throws ClipError with `trouble` when the video fails instead. */
function reached(video: HTMLVideoElement, event: 'loadeddata' | 'seeked', trouble: string): Promise<void> {
  const life = new AbortController();
  return new Promise<void>((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { signal: life.signal });
    video.addEventListener('error', () => reject(new ClipError(trouble)), { signal: life.signal });
  }).finally(() => life.abort());
}
