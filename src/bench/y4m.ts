import { ClipError } from './clip-error.ts';

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

  /** @throws ClipError when it is no such file. */
  constructor(private readonly bytes: Uint8Array) {
    const headerEnd = bytes.indexOf(10);
    const [magic, ...fields] = new TextDecoder()
      .decode(bytes.subarray(0, Math.min(Math.max(headerEnd, 0), 512)))
      .split(' ');
    if (magic !== 'YUV4MPEG2') throw new ClipError('it has no YUV4MPEG2 header');
    const field = (key: string) => fields.find((text) => text.startsWith(key))?.slice(1) ?? '';
    this.width = Number(field('W'));
    this.height = Number(field('H'));
    const [rate = 0, per = 1] = field('F').split(':').map(Number);
    this.framesPerSecond = rate / per;
    const chroma = /^(420|422|444)(jpeg|mpeg2|paldv)?$/.exec(field('C') || '420')?.[1];
    const sizes = [this.width, this.height, this.framesPerSecond];
    if (!chroma || sizes.some((value) => !(value > 0 && value < 1e5))) {
      throw new ClipError('its size, rate or chroma layout is not supported');
    }
    this.format = FORMATS[chroma as keyof typeof FORMATS];
    const luma = this.width * this.height;
    const halfWidth = Math.ceil(this.width / 2);
    const chromaPlane =
      chroma === '444' ? luma : halfWidth * (chroma === '422' ? this.height : Math.ceil(this.height / 2));
    this.frameBytes = luma + 2 * chromaPlane;
    this.findFrames(headerEnd + 1);
    if (this.offsets.length === 0) throw new ClipError('there is no whole frame in it');
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
