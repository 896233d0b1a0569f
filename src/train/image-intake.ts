import { TrainError } from './errors.ts';
import { readImageHeader } from './image-header.ts';

/** Bytes of one image file at most. */
export const MAX_IMAGE_BYTES = 32 * 1024 * 1024;
/** A decoded pixel takes four bytes: 50 megapixels are 200 MB. */
const MAX_PIXELS = 50_000_000;
const MAX_SIDE = 16_384;

/** Endings of files that are worth opening; the content decides in the end. */
const IMAGE_ENDING = /\.(jpe?g|png|webp|gif|bmp)$/i;

/** True when a path looks like an image and is no system file (`__MACOSX/`, `.hidden`, `Thumbs.db`). */
export function looksLikeImage(path: string): boolean {
  return (
    IMAGE_ENDING.test(path) && !path.split('/').some((part) => part === '__MACOSX' || part.startsWith('.'))
  );
}

/**
 * Checks an image file's type and size without decoding it.
 * @returns a blob that carries the type that the content has, whatever its name says.
 * @throws {TrainError} `not-an-image`, `image-too-large`, `file-too-large`.
 */
export function checkImage(bytes: Uint8Array<ArrayBuffer>, path: string): Blob {
  if (bytes.length > MAX_IMAGE_BYTES) throw new TrainError('file-too-large', path);
  const header = readImageHeader(bytes);
  if (!header) throw new TrainError('not-an-image', path);
  const { width, height } = header;
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    throw new TrainError('image-too-large', `${path}: ${width} x ${height} px`);
  }
  return new Blob([bytes], { type: header.type });
}

/** Decodes a checked image, upright. The caller closes the bitmap. @throws {TrainError} `image-corrupt`. */
export async function decodeImage(blob: Blob, path: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob);
  } catch (error) {
    throw new TrainError('image-corrupt', path, { cause: error });
  }
}
