import { splitJpegs, Y4mReader } from './clip-formats.ts';

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

/** @throws Error in one plain sentence when it cannot be read. */
export async function openClip({ kind, urls, framesPerSecond = MJPEG_RATE }: ClipSource): Promise<Clip> {
  const [url = ''] = urls;
  switch (kind) {
    case 'images':
      return {
        count: urls.length,
        framesPerSecond,
        frame: async (i) => createImageBitmap(await read(urls[i] ?? '')),
      };
    case 'mjpeg': {
      const file = await read(url);
      const frames = splitJpegs(new Uint8Array(await file.arrayBuffer()));
      if (frames.length === 0) throw new Error('There is no JPEG picture in this .mjpeg file.');
      return {
        count: frames.length,
        framesPerSecond,
        frame: (i) => createImageBitmap(file.slice(...(frames[i] ?? [0, 0]), 'image/jpeg')),
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
  await new Promise<void>((resolve, reject) => {
    video.onloadeddata = () => resolve();
    video.onerror = () => reject(new Error('This browser cannot decode the video.'));
  });
  const { duration } = video;
  if (!Number.isFinite(duration)) throw new Error('The video does not say how long it is.');
  return {
    count: Math.max(1, Math.floor(duration * framesPerSecond)),
    framesPerSecond,
    frame: async (i) => {
      // The middle of the frame's time: at its very start rounding may show the one before.
      const time = Math.min(duration, (i + 0.5) / framesPerSecond);
      if (video.currentTime !== time) {
        await new Promise<void>((resolve, reject) => {
          video.onseeked = () => resolve();
          video.onerror = () => reject(new Error('The video broke off.'));
          video.currentTime = time;
        });
      }
      return createImageBitmap(video);
    },
  };
}
