/** As WebGL numbers them; a browser that has no WebGL need not know the names. */
const RENDERER = 0x1f01;
const VERSION = 0x1f02;
const MAX_VERTEX_ATTRIBS = 0x8869;

const nothing = (): void => undefined;

/** Keeps one picture as if it were a texture, and gives its pixels back. */
class HeldPicture {
  readonly TEXTURE_2D = 0x0de1;
  readonly RGBA = 0x1908;
  readonly UNSIGNED_BYTE = 0x1401;
  private picture: ImageData | null = null;

  getParameter(name: number): string | number | null {
    switch (name) {
      case RENDERER:
        return 'main memory';
      case VERSION:
        return 'WebGL 2.0';
      case MAX_VERTEX_ATTRIBS:
        return 16;
      default:
        return null;
    }
  }

  texImage2D(
    _target: number,
    _level: number,
    _kept: number,
    _format: number,
    _type: number,
    picture: ImageData,
  ) {
    this.picture = picture;
  }

  /** @throws RangeError for less than the whole picture: MediaPipe never asks for that. */
  readPixels(
    x: number,
    y: number,
    width: number,
    height: number,
    _format: number,
    _type: number,
    pixels: Uint8Array,
    offset: number,
  ): void {
    const { picture } = this;
    if (!picture || x !== 0 || y !== 0 || width !== picture.width || height !== picture.height) {
      throw new RangeError(`No such pixels: ${width}x${height} at ${x}, ${y}`);
    }
    pixels.set(picture.data, offset);
  }

  // One picture at a time needs no names, and what is done at once needs no waiting.
  createTexture = (): object => ({});
  createFramebuffer = (): object => ({});
  fenceSync = (): object => ({});
  getContextAttributes = (): object => ({});
  getSupportedExtensions = (): string[] => [];
  getExtension = (): null => null;
  getError = (): number => 0;
  activeTexture = nothing;
  bindTexture = nothing;
  bindFramebuffer = nothing;
  framebufferTexture2D = nothing;
  texParameteri = nothing;
  deleteSync = nothing;
  deleteTexture = nothing;
  deleteFramebuffer = nothing;
}

/**
 * A canvas for MediaPipe's CPU delegate. MediaPipe hands every picture over as a WebGL texture, also where the CPU is to
 * read it, and then reads the texture back; what is answered here is all that tasks-vision 1.1.0 asks of WebGL for that.
 * So hands are found, with the same landmarks, in a browser without WebGL, and also after the GPU was lost; and no frame
 * waits for a GPU that is busy with the network.
 */
export function createPictureCanvas(): OffscreenCanvas {
  const canvas = new OffscreenCanvas(1, 1);
  const context = new HeldPicture();
  return Object.assign(canvas, { getContext: () => context });
}
