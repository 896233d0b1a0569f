/** Readers of the two video formats that Chromium plays as a camera. */

/**
 * [start, end) of each JPEG in a stream of them (motion JPEG). Segments are walked by their lengths (ITU-T T.81,
 * annex B), so that a thumbnail inside one does not count as a picture. A picture cut off at the end is left out.
 */
export function splitJpegs(bytes: Uint8Array): [start: number, end: number][] {
  const pictures: [number, number][] = [];
  let at = 0;
  while (at + 3 < bytes.length) {
    if (bytes[at] !== 0xff || bytes[at + 1] !== 0xd8) {
      at++;
      continue;
    }
    const end = endOfJpeg(bytes, at + 2);
    if (end === null) {
      at += 2;
      continue;
    }
    pictures.push([at, end]);
    at = end;
  }
  return pictures;
}

/** Index after the end-of-image marker, or null when the picture is broken or cut off. */
function endOfJpeg(bytes: Uint8Array, from: number): number | null {
  let at = from;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) return at + 2;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) return null;
    at += 2 + length;
    // Entropy-coded data has no length: it ends at a marker that is neither stuffing nor a restart.
    if (marker === 0xda) at = endOfScan(bytes, at);
  }
  return null;
}

function endOfScan(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at + 1 < bytes.length) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at++;
  }
  return bytes.length;
}

const FRAME = new TextEncoder().encode('FRAME');
const FORMATS = { '420': 'I420', '422': 'I422', '444': 'I444' } as const;

/** Uncompressed video with a text header (yuv4mpeg2, as mjpegtools document it), 8 bits a sample. */
export class Y4mReader {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly format: (typeof FORMATS)[keyof typeof FORMATS];
  private readonly offsets: number[] = [];
  private readonly frameBytes: number;

  /** @throws Error in one plain sentence when it is no such file. */
  constructor(private readonly bytes: Uint8Array) {
    const headerEnd = bytes.indexOf(10);
    const [magic, ...fields] = new TextDecoder()
      .decode(bytes.subarray(0, Math.min(Math.max(headerEnd, 0), 512)))
      .split(' ');
    if (magic !== 'YUV4MPEG2') throw new Error('This .y4m file has no YUV4MPEG2 header.');
    const field = (key: string) => fields.find((text) => text.startsWith(key))?.slice(1) ?? '';
    this.width = Number(field('W'));
    this.height = Number(field('H'));
    const [rate = 0, per = 1] = field('F').split(':').map(Number);
    this.framesPerSecond = rate / per;
    const chroma = /^(420|422|444)(jpeg|mpeg2|paldv)?$/.exec(field('C') || '420')?.[1];
    const sizes = [this.width, this.height, this.framesPerSecond];
    if (!chroma || sizes.some((value) => !(value > 0 && value < 1e5))) {
      throw new Error('This .y4m file has a size, rate or chroma layout that is not supported.');
    }
    this.format = FORMATS[chroma as keyof typeof FORMATS];
    const luma = this.width * this.height;
    const halfWidth = Math.ceil(this.width / 2);
    const chromaPlane =
      chroma === '444' ? luma : halfWidth * (chroma === '422' ? this.height : Math.ceil(this.height / 2));
    this.frameBytes = luma + 2 * chromaPlane;
    this.findFrames(headerEnd + 1);
    if (this.offsets.length === 0) throw new Error('There is no whole frame in this .y4m file.');
  }

  get count(): number {
    return this.offsets.length;
  }

  /** Y, then U, then V. */
  planes(index: number): Uint8Array<ArrayBuffer> {
    const offset = this.offsets[index] ?? 0;
    return Uint8Array.from(this.bytes.subarray(offset, offset + this.frameBytes));
  }

  private findFrames(from: number): void {
    let at = from;
    while (FRAME.every((byte, i) => this.bytes[at + i] === byte)) {
      const lineEnd = this.bytes.indexOf(10, at);
      if (lineEnd < 0 || lineEnd + 1 + this.frameBytes > this.bytes.length) return;
      this.offsets.push(lineEnd + 1);
      at = lineEnd + 1 + this.frameBytes;
    }
  }
}
