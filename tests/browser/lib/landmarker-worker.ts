/** Runs MediaPipe where the app runs it, in a module worker: one message in, the hands found in its pictures out. */
import { createLandmarker, type LandmarkerFiles } from '../../../src/model/landmarker.ts';
import type { Hand } from '../../../src/model/types.ts';

export interface LandmarkerTask extends LandmarkerFiles {
  images: ImageData[];
  /** Hands the pictures over through real WebGL, as MediaPipe does by itself. */
  webgl: boolean;
}

export type LandmarkerAnswer = { hands: (Hand | null)[] } | { code: unknown };

addEventListener('message', async ({ data }: MessageEvent<LandmarkerTask>) => {
  const { images, webgl, ...files } = data;
  try {
    const landmarker = await createLandmarker(files, 'still', webgl ? new OffscreenCanvas(1, 1) : undefined);
    const answer: LandmarkerAnswer = { hands: images.map((image) => landmarker.detect(image)) };
    landmarker.close();
    postMessage(answer);
  } catch (error) {
    const answer: LandmarkerAnswer = { code: (error as { code?: unknown }).code ?? String(error) };
    postMessage(answer);
  }
});
