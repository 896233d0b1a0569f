import { landmarksInPixels } from './crop.ts';
import { Embedder } from './embedder.ts';
import { type FrameSource, sizeOf } from './hand-finder.ts';
import { poseFeatures } from './pose.ts';
import type { PoseBranch } from './pose-branch.ts';
import { Cropper } from './preprocess.ts';
import type { CropBox, Hand, InputSize } from './types.ts';

export interface Extracted {
  /** [length] float32: image embedding, then pose embedding (zeros where there is no hand, as in training). */
  values: Float32Array;
  /** ms for cutting the square out and for the network. */
  times: { crop: number; embed: number };
}

/** The one place where an image becomes features, live and in training. */
export class FeatureExtractor {
  /** Of a feature vector. */
  readonly length: number;
  readonly cropper = new Cropper();

  constructor(
    private readonly embedder: Embedder,
    private readonly pose: PoseBranch,
  ) {
    this.length = Embedder.LENGTH + pose.length;
  }

  /** @param box the square that the network sees, frame px. @param size its side at the network's input, px. */
  async extract(frame: FrameSource, box: CropBox, hand: Hand | null, size: InputSize): Promise<Extracted> {
    const started = performance.now();
    const input = this.cropper.input(frame, box, size);
    const cropped = performance.now();
    const embedding = await this.embedder.embed(input, size);
    const embedded = performance.now();
    const values = new Float32Array(this.length);
    values.set(embedding);
    if (hand) {
      const landmarks = landmarksInPixels(hand.landmarks, sizeOf(frame));
      values.set(this.pose.embed(poseFeatures(landmarks, hand.world, hand.handedness)), Embedder.LENGTH);
    }
    return { values, times: { crop: cropped - started, embed: embedded - cropped } };
  }
}
