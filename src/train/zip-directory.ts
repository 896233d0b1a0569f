/**
 * Finds and parses a zip's central directory (PKWARE APPNOTE 6.3.10, sections 4.3.12 to 4.3.16, ZIP64 included)
 * by random access: only the file's end and the directory itself are read.
 */
import { type FileErrorCode, TrainError } from './errors.ts';

export interface ZipLimits {
  entries: number;
  /** The central directory's size, bytes. */
  directoryBytes: number;
  /** One entry unpacked, bytes. */
  entryBytes: number;
  /** Unpacked size over packed size; deflate cannot exceed 1032. */
  ratio: number;
}

export const ZIP_LIMITS: ZipLimits = {
  entries: 400_000,
  directoryBytes: 128 * 1024 * 1024,
  entryBytes: 64 * 1024 * 1024,
  ratio: 200,
};

export interface ZipEntry {
  /** Path with forward slashes, as written. */
  path: string;
  /** Unpacked size that the directory promises, bytes. */
  size: number;
  compressedSize: number;
  method: number;
  crc32: number;
  /** Where its local header starts. */
  offset: number;
  /** Why it must not be read; null when it may. */
  problem: FileErrorCode | null;
}

const END = 0x06054b50;
const END_BYTES = 22;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_BYTES = 20;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const MAX_COMMENT = 0xffff;
const ESCAPED_16 = 0xffff;
const ESCAPED_32 = 0xffffffff;
/** No system opens a longer one, and long enough ones would take minutes to sort. */
const MAX_PATH = 4096;
/** Below this, any ratio is harmless: a tiny blank image may compress well. */
const RATIO_MATTERS_FROM = 1024 * 1024;

interface DirectoryPlace {
  offset: number;
  size: number;
  count: number;
}

/**
 * Lists a zip's files (folders left out), each with the reason it must not be read, if any.
 * @throws {TrainError} `not-a-zip`, `zip-truncated`, `zip-corrupt`, `zip-multi-disk`, `zip-too-many-entries`,
 *   `zip-too-large`.
 */
export async function readZipDirectory(blob: Blob, limits: ZipLimits = ZIP_LIMITS): Promise<ZipEntry[]> {
  const place = await findDirectory(blob);
  if (place.count > limits.entries) throw new TrainError('zip-too-many-entries', `${place.count} entries`);
  if (place.size > limits.directoryBytes) {
    throw new TrainError('zip-too-large', `a directory of ${place.size} bytes`);
  }
  if (place.offset + place.size > blob.size)
    throw new TrainError('zip-truncated', 'directory beyond the end');
  if (place.count * CENTRAL_BYTES > place.size) throw new TrainError('zip-corrupt', 'directory too small');
  const entries = parseDirectory(await view(blob, place.offset, place.size), place.count);
  judge(entries, place.offset, limits);
  return entries;
}

async function view(blob: Blob, offset: number, length: number): Promise<DataView> {
  const buffer = await blob.slice(offset, offset + length).arrayBuffer();
  if (buffer.byteLength !== length) throw new TrainError('zip-truncated', `no ${length} bytes at ${offset}`);
  return new DataView(buffer);
}

async function findDirectory(blob: Blob): Promise<DirectoryPlace> {
  const tailLength = Math.min(blob.size, END_BYTES + MAX_COMMENT);
  const tailStart = blob.size - tailLength;
  const tail = await view(blob, tailStart, tailLength);
  for (let at = tailLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + tail.getUint16(at + 20, true) !== tailLength) continue;
    return endRecord(blob, tail, at, tailStart + at);
  }
  // A zip cut short still begins with a local header: "truncated" helps more than "not a zip".
  const start = blob.size >= 4 ? (await view(blob, 0, 4)).getUint32(0, true) : 0;
  throw start === 0x04034b50
    ? new TrainError('zip-truncated', 'no end record')
    : new TrainError('not-a-zip', 'no end record');
}

async function endRecord(blob: Blob, tail: DataView, at: number, endAt: number): Promise<DirectoryPlace> {
  const disk = tail.getUint16(at + 4, true);
  const count = tail.getUint16(at + 10, true);
  const size = tail.getUint32(at + 12, true);
  const offset = tail.getUint32(at + 16, true);
  if (count === ESCAPED_16 || size === ESCAPED_32 || offset === ESCAPED_32) {
    const zip64 = await endRecord64(blob, endAt);
    if (zip64) return zip64;
  }
  if ((disk !== 0 && disk !== ESCAPED_16) || count !== tail.getUint16(at + 8, true)) {
    throw new TrainError('zip-multi-disk', 'one part of a zip in several parts');
  }
  return { offset, size, count };
}

async function endRecord64(blob: Blob, endAt: number): Promise<DirectoryPlace | null> {
  if (endAt < LOCATOR64_BYTES) return null;
  const locator = await view(blob, endAt - LOCATOR64_BYTES, LOCATOR64_BYTES);
  if (locator.getUint32(0, true) !== LOCATOR64) return null;
  const recordAt = uint64(locator, 8);
  if (recordAt + END64_BYTES > endAt) throw new TrainError('zip-corrupt', 'ZIP64 record out of place');
  const record = await view(blob, recordAt, END64_BYTES);
  if (record.getUint32(0, true) !== END64) throw new TrainError('zip-corrupt', 'no ZIP64 record');
  return { count: uint64(record, 32), size: uint64(record, 40), offset: uint64(record, 48) };
}

function uint64(data: DataView, at: number): number {
  const value = data.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new TrainError('zip-corrupt', 'a size beyond 2^53');
  return Number(value);
}

function parseDirectory(data: DataView, count: number): ZipEntry[] {
  const decoder = new TextDecoder();
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > data.byteLength || data.getUint32(at, true) !== CENTRAL) {
      throw new TrainError('zip-corrupt', `entry ${i} is not where it should be`);
    }
    const nameLength = data.getUint16(at + 28, true);
    const extraLength = data.getUint16(at + 30, true);
    const nameAt = at + CENTRAL_BYTES;
    const next = nameAt + nameLength + extraLength + data.getUint16(at + 32, true);
    if (next > data.byteLength)
      throw new TrainError('zip-corrupt', `entry ${i} runs over the directory's end`);
    const name = new Uint8Array(data.buffer, data.byteOffset + nameAt, nameLength);
    const flags = data.getUint16(at + 8, true);
    const mode = data.getUint32(at + 38, true) >>> 16;
    const entry: ZipEntry = {
      path: decoder.decode(name).replaceAll('\\', '/'),
      method: data.getUint16(at + 10, true),
      crc32: data.getUint32(at + 16, true),
      compressedSize: data.getUint32(at + 20, true),
      size: data.getUint32(at + 24, true),
      offset: data.getUint32(at + 42, true),
      problem: (flags & 0x2041) !== 0 ? 'encrypted' : (mode & 0xf000) === 0xa000 ? 'symlink' : null,
    };
    readExtra64(data, nameAt + nameLength, extraLength, entry);
    if (!entry.path.endsWith('/')) entries.push(entry);
    at = next;
  }
  return entries;
}

/** Fills in the values that did not fit 32 bits, in the order that the format fixes (4.5.3). */
function readExtra64(data: DataView, start: number, length: number, entry: ZipEntry): void {
  const end = start + length;
  for (let at = start; at + 4 <= end; at += 4 + data.getUint16(at + 2, true)) {
    if (data.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    const last = Math.min(field + data.getUint16(at + 2, true), end);
    for (const key of ['size', 'compressedSize', 'offset'] as const) {
      if (entry[key] !== ESCAPED_32) continue;
      if (field + 8 > last) throw new TrainError('zip-corrupt', 'short ZIP64 field');
      entry[key] = uint64(data, field);
      field += 8;
    }
    return;
  }
}

/** Marks what must not be read. Data that two entries share is how the densest bombs are built. */
function judge(entries: ZipEntry[], directoryAt: number, limits: ZipLimits): void {
  const seen = new Set<string>();
  for (const entry of entries) {
    entry.problem ??= problemOf(entry, directoryAt, limits);
    if (seen.has(entry.path)) entry.problem ??= 'duplicate-name';
    seen.add(entry.path);
  }
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    if (entry.offset < end) entry.problem ??= 'overlapping-data';
    end = Math.max(end, entry.offset + 30 + entry.compressedSize);
  }
}

function problemOf(entry: ZipEntry, directoryAt: number, limits: ZipLimits): FileErrorCode | null {
  const { path, size, compressedSize } = entry;
  if (path === '' || path.startsWith('/') || /^[a-z]:/i.test(path) || path.split('/').includes('..')) {
    return 'path-escape';
  }
  if (path.includes('\0') || path.length > MAX_PATH) return 'path-escape';
  if (entry.method !== 0 && entry.method !== 8) return 'unsupported-compression';
  if (entry.offset + 30 + compressedSize > directoryAt) return 'data-corrupt';
  if (entry.method === 0 && size !== compressedSize) return 'size-mismatch';
  if (size > limits.entryBytes) return 'file-too-large';
  if (size > RATIO_MATTERS_FROM && size > compressedSize * limits.ratio) return 'bomb';
  return null;
}
