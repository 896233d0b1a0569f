import { HandLandmarker } from '@mediapipe/tasks-vision';
import { ModelError } from './errors.ts';
import type { HandDetector } from './hand-finder.ts';
import { createPictureCanvas } from './held-picture.ts';
import type { Hand, Landmark } from './types.ts';

/** Where the landmarker's parts are. The loader is a module script; the binary may be a blob URL. */
export interface LandmarkerFiles {
  loaderUrl: string;
  wasmUrl: string;
  model: Uint8Array;
}

/** Below MediaPipe's default of 0.5: a hand that is doubtful to the detector is still read well by the network. */
const CONFIDENCE = 0.3;

/**
 * MediaPipe's HandLandmarker (palm detector, then a 21-point landmark model; Zhang et al. 2020) on the CPU delegate.
 * `stream` tracks from frame to frame and skips the palm detector while it holds; without it every image stands alone.
 * @param canvas by which MediaPipe takes the pictures over
 * @throws ModelError `hand-model-failed`
 */
export async function createLandmarker(
  files: LandmarkerFiles,
  mode: 'stream' | 'still',
  canvas: OffscreenCanvas = createPictureCanvas(),
): Promise<HandDetector> {
  let landmarker: HandLandmarker;
  try {
    // Imported here and not by MediaPipe, which would try a classic script first; it takes the factory from the global.
    const loader = (await import(/* @vite-ignore */ files.loaderUrl)) as { default: unknown };
    Object.assign(globalThis, { ModuleFactory: loader.default });
    landmarker = await HandLandmarker.createFromOptions(
      { wasmLoaderPath: '', wasmBinaryPath: files.wasmUrl },
      {
        // The graph keeps what it is given, so a second landmarker must not share the bytes.
        baseOptions: { modelAssetBuffer: files.model.slice(), delegate: 'CPU' },
        canvas,
        runningMode: mode === 'stream' ? 'VIDEO' : 'IMAGE',
        numHands: 1,
        minHandDetectionConfidence: CONFIDENCE,
        minHandPresenceConfidence: CONFIDENCE,
        minTrackingConfidence: CONFIDENCE,
      },
    );
  } catch (cause) {
    throw new ModelError('hand-model-failed', `The hand model did not start: ${String(cause)}`, { cause });
  }
  // The graph wants strictly rising times; frames may come with equal or backward ones after a clock jump.
  let timestamp = 0;
  return {
    detect(image) {
      timestamp += 33;
      const result =
        mode === 'stream' ? landmarker.detectForVideo(image, timestamp) : landmarker.detect(image);
      const landmarks = result.landmarks[0];
      const world = result.worldLandmarks[0];
      const side = result.handedness[0]?.[0];
      if (!landmarks || !world || !side) return null;
      const hand: Hand = {
        landmarks: landmarks.map(plain),
        world: world.map(plain),
        handedness: side.categoryName === 'Left' ? 'Left' : 'Right',
        score: side.score,
      };
      return hand;
    },
    close: () => landmarker.close(),
  };
}

function plain({ x, y, z }: Landmark): Landmark {
  return { x, y, z };
}
