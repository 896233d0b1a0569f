/** Runs MediaPipe where the app runs it, in a module worker: one message in, the hands found in its pictures out. */
import { createLandmarker } from '../../../src/model/landmarker.ts';
import type { Hand } from '../../../src/model/types.ts';

export interface LandmarkerTask {
  loaderUrl: string;
  wasmUrl: string;
  model: Uint8Array<ArrayBuffer>;
  images: ImageData[];
}

export type LandmarkerAnswer = { hands: (Hand | null)[] } | { code: unknown };

addEventListener('message', async ({ data }: MessageEvent<LandmarkerTask>) => {
  const { images, ...files } = data;
  try {
    const landmarker = await createLandmarker(files, 'still');
    const answer: LandmarkerAnswer = { hands: images.map((image) => landmarker.detect(image)) };
    landmarker.close();
    postMessage(answer);
  } catch (error) {
    const answer: LandmarkerAnswer = { code: (error as { code?: unknown }).code ?? String(error) };
    postMessage(answer);
  }
});
