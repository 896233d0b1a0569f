/** Runs MediaPipe where the app runs it, in a module worker: one message in, the hands found in its pictures out. */
import { HandLandmarker } from '@mediapipe/tasks-vision';
import type { HandDetector } from '../../../src/model/hand-finder.ts';
import { createLandmarker, type LandmarkerFiles } from '../../../src/model/landmarker.ts';
import type { Hand, Landmark } from '../../../src/model/types.ts';

export interface LandmarkerTask extends LandmarkerFiles {
  images: ImageData[];
  /** Hands the pictures over through real WebGL, as MediaPipe does by itself. */
  webgl: boolean;
}

export type LandmarkerAnswer = { hands: (Hand | null)[] } | { code: unknown };

/** As the app's own, but for the canvas. */
async function throughWebGl(files: LandmarkerFiles): Promise<HandDetector> {
  const loader = (await import(/* @vite-ignore */ files.loaderUrl)) as { default: unknown };
  Object.assign(globalThis, { ModuleFactory: loader.default });
  const landmarker = await HandLandmarker.createFromOptions(
    { wasmLoaderPath: '', wasmBinaryPath: files.wasmUrl },
    {
      baseOptions: { modelAssetBuffer: files.model.slice(), delegate: 'CPU' },
      canvas: new OffscreenCanvas(1, 1),
      runningMode: 'IMAGE',
      minHandDetectionConfidence: 0.3,
      minHandPresenceConfidence: 0.3,
      minTrackingConfidence: 0.3,
    },
  );
  const plain = ({ x, y, z }: Landmark): Landmark => ({ x, y, z });
  return {
    detect(image) {
      const { landmarks, worldLandmarks, handedness } = landmarker.detect(image);
      const side = handedness[0]?.[0];
      if (!side || !landmarks[0] || !worldLandmarks[0]) return null;
      return {
        landmarks: landmarks[0].map(plain),
        world: worldLandmarks[0].map(plain),
        handedness: side.categoryName === 'Left' ? 'Left' : 'Right',
        score: side.score,
      };
    },
    close: () => landmarker.close(),
  };
}

addEventListener('message', async ({ data }: MessageEvent<LandmarkerTask>) => {
  const { images, webgl, ...files } = data;
  try {
    const landmarker = await (webgl ? throughWebGl(files) : createLandmarker(files, 'still'));
    const answer: LandmarkerAnswer = { hands: images.map((image) => landmarker.detect(image)) };
    landmarker.close();
    postMessage(answer);
  } catch (error) {
    const answer: LandmarkerAnswer = { code: (error as { code?: unknown }).code ?? String(error) };
    postMessage(answer);
  }
});
