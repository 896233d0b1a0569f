/**
 * Image type and size from the first bytes, so that a giant is refused before a decoder allocates for it.
 * JPEG: ITU-T T.81 annex B; PNG: ISO 15948; GIF89a; WebP: RFC 9649; BMP: BITMAPINFOHEADER. SVG is a program, not a
 * photograph, and is not taken.
 */
export type ImageType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif' | 'image/bmp';

export interface ImageHeader {
  type: ImageType;
  /** px, as stored (before any EXIF turn). */
  width: number;
  height: number;
}

/** Returns null when the bytes are none of the known types or end before their size is told. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = SNIFFERS.map(([type, read]) => {
    const found = read(data);
    return found ? { type, width: found[0], height: found[1] } : null;
  }).find((header) => header !== null);
  return size && size.width > 0 && size.height > 0 ? size : null;
}

type Size = [width: number, height: number];

const SNIFFERS: [ImageType, (data: DataView) => Size | null][] = [
  ['image/jpeg', jpeg],
  ['image/png', png],
  ['image/webp', webp],
  ['image/gif', gif],
  ['image/bmp', bmp],
];

function ascii(data: DataView, at: number, text: string): boolean {
  if (at + text.length > data.byteLength) return false;
  for (let i = 0; i < text.length; i++) if (data.getUint8(at + i) !== text.charCodeAt(i)) return false;
  return true;
}

/** Walks the segments to the first start-of-frame marker (SOF0 to SOF15 without DHT, JPG and DAC). */
function jpeg(data: DataView): Size | null {
  if (data.byteLength < 4 || data.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= data.byteLength) {
    if (data.getUint8(at) !== 0xff) return null;
    const marker = data.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return [data.getUint16(at + 7), data.getUint16(at + 5)];
    }
    const standalone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    at += standalone ? 2 : 2 + data.getUint16(at + 2);
  }
  return null;
}

function png(data: DataView): Size | null {
  if (data.byteLength < 24 || !ascii(data, 0, '\x89PNG\r\n\x1a\n') || !ascii(data, 12, 'IHDR')) return null;
  return [data.getUint32(16), data.getUint32(20)];
}

/** The larger of the screen and the first picture on it: browsers grow the screen to a picture that lies outside. */
function gif(data: DataView): Size | null {
  if (data.byteLength < 13 || !(ascii(data, 0, 'GIF87a') || ascii(data, 0, 'GIF89a'))) return null;
  const flags = data.getUint8(10);
  let at = 13 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  while (at + 9 <= data.byteLength) {
    const block = data.getUint8(at);
    if (block === 0x2c) {
      return [
        Math.max(data.getUint16(6, true), data.getUint16(at + 1, true) + data.getUint16(at + 5, true)),
        Math.max(data.getUint16(8, true), data.getUint16(at + 3, true) + data.getUint16(at + 7, true)),
      ];
    }
    if (block !== 0x21) return null;
    at += 2;
    while (at < data.byteLength && data.getUint8(at) !== 0) at += 1 + data.getUint8(at);
    at += 1;
  }
  return null;
}

function bmp(data: DataView): Size | null {
  if (data.byteLength < 26 || !ascii(data, 0, 'BM') || data.getUint32(14, true) < 40) return null;
  return [data.getInt32(18, true), Math.abs(data.getInt32(22, true))];
}

function webp(data: DataView): Size | null {
  if (data.byteLength < 30 || !ascii(data, 0, 'RIFF') || !ascii(data, 8, 'WEBP')) return null;
  if (ascii(data, 12, 'VP8X')) return [1 + uint24(data, 24), 1 + uint24(data, 27)];
  if (ascii(data, 12, 'VP8L')) {
    if (data.getUint8(20) !== 0x2f) return null;
    const bits = data.getUint32(21, true);
    return [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
  }
  if (ascii(data, 12, 'VP8 ') && ascii(data, 23, '\x9d\x01\x2a')) {
    return [data.getUint16(26, true) & 0x3fff, data.getUint16(28, true) & 0x3fff];
  }
  return null;
}

function uint24(data: DataView, at: number): number {
  return data.getUint16(at, true) + data.getUint8(at + 2) * 65_536;
}
