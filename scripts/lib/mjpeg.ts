/**
 * Motion JPEG as Chromium's fake camera plays it: whole JPEGs, one after another, with nothing between them.
 * Marker walk after ITU-T T.81 (JPEG), annex B.
 */

/** The bytes are no JPEG, or no run of JPEGs. */
export class MjpegError extends Error {
  override readonly name = 'MjpegError';
  readonly code = 'mjpeg-invalid';
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const TEM = 0x01;

/** Frame headers SOF0 to SOF15; DHT, JPG and DAC lie among them and are none. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Markers without a length: fill, restart and the temporary one. */
function standsAlone(marker: number): boolean {
  return marker === TEM || (marker >= 0xd0 && marker <= 0xd7);
}

/**
 * Cuts a video into its pictures, as views of the same bytes.
 * @throws MjpegError where a picture does not start, or does not end.
 */
export function splitMjpeg(bytes: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = jpegEnd(bytes, start);
    frames.push(bytes.subarray(start, end));
    start = end;
  }
  return frames;
}

/** Joins pictures into a video. */
export function joinMjpeg(frames: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}

/** Width and height of a JPEG, px. @throws MjpegError when it has no frame header. */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } {
  for (const { marker, at } of segments(bytes, 0)) {
    if (!isFrameHeader(marker)) continue;
    const height = word(bytes, at + 5);
    const width = word(bytes, at + 7);
    if (at + 9 > bytes.length || width === 0) break;
    return { width, height };
  }
  throw new MjpegError('a picture has no size');
}

function jpegEnd(bytes: Uint8Array, start: number): number {
  for (const { marker, at } of segments(bytes, start)) if (marker === EOI) return at + 2;
  throw new MjpegError(`the picture at byte ${start} does not end`);
}

/** The markers of one JPEG, each with its position; thumbnails inside a segment are skipped with it. */
function* segments(bytes: Uint8Array, start: number): Generator<{ marker: number; at: number }> {
  if (bytes[start] !== 0xff || bytes[start + 1] !== SOI) {
    throw new MjpegError(`no picture starts at byte ${start}`);
  }
  let at = start + 2;
  while (at + 1 < bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) throw new MjpegError(`no marker at byte ${at}`);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    yield { marker, at };
    if (marker === EOI) return;
    if (standsAlone(marker)) {
      at += 2;
      continue;
    }
    const length = word(bytes, at + 2);
    if (length < 2) throw new MjpegError(`a segment without length at byte ${at}`);
    at += 2 + length;
    if (marker === SOS) at = nextMarker(bytes, at);
  }
}

/** Entropy-coded data ends at a marker; a stuffed 0xff00 and restarts are part of it. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !standsAlone(next)) return at;
  }
  return bytes.length;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
