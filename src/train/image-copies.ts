import type { Random } from './random.ts';

const THUMBNAIL_SIDE = 80;
const GREY = '#7f7f7f';

/** A small JPEG of an image, fitted into 80 px: about 2 KB. */
export async function thumbnail(image: ImageBitmap): Promise<Uint8Array<ArrayBuffer>> {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  context(canvas).drawImage(image, 0, 0, width, height);
  const small = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.75 });
  return new Uint8Array(await small.arrayBuffer());
}

/**
 * A turned and scaled copy, as the lesson's `RandomAffine(degrees=5, scale=(0.3, 1.1))` makes them (it had it switched
 * off): a turn of at most `degrees`, a scale within the range, the rest grey. Never mirrored: hands are not.
 * Closes the image.
 */
export function affineCopy(image: ImageBitmap, random: Random, degrees = 5, scale = [0.3, 1.1]): ImageBitmap {
  const { width, height } = image;
  const [low = 1, high = 1] = scale;
  const canvas = new OffscreenCanvas(width, height);
  const draw = context(canvas);
  draw.fillStyle = GREY;
  draw.fillRect(0, 0, width, height);
  draw.translate(width / 2, height / 2);
  draw.rotate(((random.next() * 2 - 1) * degrees * Math.PI) / 180);
  const factor = low + random.next() * (high - low);
  draw.scale(factor, factor);
  draw.drawImage(image, -width / 2, -height / 2);
  image.close();
  return canvas.transferToImageBitmap();
}

function context(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const found = canvas.getContext('2d');
  if (!found) throw new Error('no 2d context');
  return found;
}
