import type { CropReader, Reading } from './crop-reader.ts';
import type { FrameSource } from './hand-finder.ts';
import { classifyWithLeNet, LENET_SIDE, type LeNet, spreadOver, validateLeNet } from './lenet.ts';
import { type Cropper, greyOf } from './preprocess.ts';
import type { CropBox } from './types.ts';

/** Reads crops with a LeNet-5, under the labels of the head whose place it takes. */
export class LeNetReader implements CropReader {
  private readonly model: LeNet;

  /**
   * @param labels of the answers; those that the LeNet lacks are never given
   * @throws ModelError `head-invalid` when the LeNet is not whole
   */
  constructor(
    model: LeNet,
    private readonly cropper: Cropper,
    private readonly labels: () => readonly string[],
  ) {
    this.model = validateLeNet(model);
  }

  async read(frame: FrameSource, box: CropBox): Promise<Reading> {
    const started = performance.now();
    // Its pictures were kept unmirrored, so a left hand stays one here.
    const { data } = this.cropper.draw(frame, { ...box, mirrored: false }, LENET_SIDE);
    const grey = Float32Array.from(greyOf(data), (level) => level / 255);
    const cropped = performance.now();
    const own = classifyWithLeNet(this.model, grey);
    const embed = performance.now() - cropped;
    return {
      probabilities: spreadOver(this.labels(), this.model.labels, own),
      times: { crop: cropped - started, embed, head: 0 },
    };
  }
}
