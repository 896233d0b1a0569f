/**
 * Decodes an image and scales the middle of it to a small grey square.
 * @param share of the image's width and height that is kept
 * @returns [side, side] in [0, 1], luma of ITU-R BT.601
 * @throws DOMException when the image cannot be decoded
 */
export async function greyPicture(image: Blob, side: number, share = 1): Promise<Float32Array> {
  const bitmap = await createImageBitmap(image);
  try {
    const context = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
    if (!context) throw new DOMException('no 2D canvas', 'NotSupportedError');
    context.imageSmoothingQuality = 'high';
    const [width, height] = [bitmap.width * share, bitmap.height * share];
    const [x, y] = [(bitmap.width - width) / 2, (bitmap.height - height) / 2];
    context.drawImage(bitmap, x, y, width, height, 0, 0, side, side);
    const { data } = context.getImageData(0, 0, side, side);
    const luma = (i: number) =>
      0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0);
    return Float32Array.from({ length: side * side }, (_, i) => luma(4 * i) / 255);
  } finally {
    bitmap.close();
  }
}
