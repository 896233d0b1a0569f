import type { TrainContext } from '../../../src/app/train/context.ts';
import type { Capture } from '../../../src/model/capture.ts';
import type { Hand, Handedness, Head } from '../../../src/model/types.ts';
import { zeroHead } from '../../../src/train/head-trainer.ts';
import { ColourEmbedder, FEATURES, picture } from './pictures.ts';

const HAND: Hand = { landmarks: [], world: [], handedness: 'Right', score: 1 };
export const CLASSES = ['A', 'B', 'C'];
const HUES: Record<string, number> = { A: 0, B: 120, C: 240 };

/** The app as Train sees it: a camera that shows a colour for a sign, and a model that sees colours. */
export class ColourContext implements TrainContext {
  readonly embedder = new ColourEmbedder();
  /** What is before the camera: a class, or null for no hand. */
  sign: string | null = 'A';
  used: (Head | null)[] = [];
  errors: unknown[] = [];
  private serial = 0;

  async model() {
    const defaultHead = zeroHead('default', CLASSES, 'colours', FEATURES);
    return { backboneId: 'colours', featureLength: FEATURES, defaultHead, memory: null };
  }

  /** The model does not come until the returned function is called. */
  holdModel(): () => void {
    const { model } = this;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.model = async () => {
      await released;
      return model.call(this);
    };
    return release;
  }

  features(image: ImageBitmap, handedness?: Handedness) {
    return this.embedder.features(image, handedness);
  }

  async capture(): Promise<Capture | null> {
    const serial = ++this.serial;
    const image = new Blob([await picture((HUES[this.sign ?? ''] ?? 60) + (serial % 9), serial)]);
    const grey = Uint8Array.from({ length: 128 * 128 }, (_, i) =>
      ((i % 128) + serial * 11) % 64 > 30 ? 200 : 40,
    );
    return { image, grey, hand: this.sign === null ? null : HAND };
  }

  async useHead(head: Head | null): Promise<void> {
    this.used.push(head);
  }

  report(error: unknown): void {
    this.errors.push(error);
  }
}
