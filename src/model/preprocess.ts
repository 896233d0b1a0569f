import { OUTSIDE_GREY } from './crop.ts';
import type { FrameSource } from './hand-finder.ts';
import type { CropBox } from './types.ts';

/** ImageNet statistics, as torchvision's models expect them, so that anyone's ResNet-50 can be swapped in. */
const MEAN = [0.485, 0.456, 0.406] as const;
const STD = [0.229, 0.224, 0.225] as const;

/** RGBA bytes to normalised RGB: `(value / 255 - mean) / std`, float32 [side * side * 3], row-major. */
export function normalise(pixels: Uint8ClampedArray, out: Float32Array): Float32Array {
  for (let channel = 0; channel < 3; channel++) {
    const scale = 1 / (255 * (STD[channel] ?? 1));
    const shift = (MEAN[channel] ?? 0) / (STD[channel] ?? 1);
    for (let from = channel, to = channel; from < pixels.length; from += 4, to += 3) {
      out[to] = (pixels[from] ?? 0) * scale - shift;
    }
  }
  return out;
}

/** RGBA bytes to luma bytes, row-major. */
export function greyOf(pixels: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(pixels.length / 4);
  for (let i = 0; i < grey.length; i++) {
    grey[i] =
      0.299 * (pixels[4 * i] ?? 0) + 0.587 * (pixels[4 * i + 1] ?? 0) + 0.114 * (pixels[4 * i + 2] ?? 0);
  }
  return grey;
}

/**
 * Cuts a crop box out of a frame. Only the small square is ever drawn and read: uploading the whole frame to the
 * backend costs more than the network on a phone.
 */
export class Cropper {
  private readonly canvas = new OffscreenCanvas(1, 1);
  private readonly context: OffscreenCanvasRenderingContext2D;
  private buffer = new Float32Array(0);

  constructor() {
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no 2D canvas');
    this.context = context;
  }

  /** Draws the box at `size` px, mirrored if the box says so, grey 127 outside the frame. */
  draw(frame: FrameSource, box: CropBox, size: number): ImageData {
    const { canvas, context } = this;
    if (canvas.width !== size) {
      canvas.width = size;
      canvas.height = size;
    }
    const scale = size / box.side;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = OUTSIDE_GREY;
    context.fillRect(0, 0, size, size);
    context.imageSmoothingQuality = 'high';
    if (box.mirrored) context.setTransform(-scale, 0, 0, scale, (box.x + box.side) * scale, -box.y * scale);
    else context.setTransform(scale, 0, 0, scale, -box.x * scale, -box.y * scale);
    context.drawImage(frame, 0, 0);
    return context.getImageData(0, 0, size, size);
  }

  /** The network's input for a box: float32 [size * size * 3]. The buffer is used again by the next call. */
  input(frame: FrameSource, box: CropBox, size: number): Float32Array {
    const length = size * size * 3;
    if (this.buffer.length !== length) this.buffer = new Float32Array(length);
    return normalise(this.draw(frame, box, size).data, this.buffer);
  }
}
