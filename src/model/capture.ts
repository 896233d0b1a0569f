import { CAPTURE_SCALE_OVER_CROP, cropAround, wholeFrame } from './crop.ts';
import { type FrameSource, sizeOf } from './hand-finder.ts';
import { type Cropper, greyOf } from './preprocess.ts';
import type { CropBox, Hand } from './types.ts';

/** Side, px, of a picture kept for training. */
const CAPTURE_SIDE = 256;
/** Side, px, of the live crop's grey copy. */
const GREY_SIDE = 128;

/** A picture of the hand for training: the square around it, not mirrored. */
export interface Capture {
  image: Blob;
  hand: Hand | null;
  /** Of the live crop, [128 * 128] grey bytes, for judging blur and likeness. */
  grey: Uint8Array;
}

/** Cuts the picture that training keeps of this hand (of the whole frame without one), with what judges it. */
export async function captureHand(cropper: Cropper, frame: FrameSource, hand: Hand | null): Promise<Capture> {
  const size = sizeOf(frame);
  const tight = hand ? cropAround(hand, size) : wholeFrame(size);
  const grey = greyOf(cropper.draw(frame, tight, GREY_SIDE).data);
  const side = hand ? tight.side * CAPTURE_SCALE_OVER_CROP : tight.side;
  const wide: CropBox = {
    x: tight.x - (side - tight.side) / 2,
    y: tight.y - (side - tight.side) / 2,
    side,
    mirrored: false,
  };
  const pixels = cropper.draw(frame, wide, CAPTURE_SIDE);
  const canvas = new OffscreenCanvas(CAPTURE_SIDE, CAPTURE_SIDE);
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return { image: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 }), hand, grey };
}
