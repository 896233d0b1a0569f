import { crc32 } from './crc32.ts';
import { TrainError } from './errors.ts';
import type { ZipEntry } from './zip-directory.ts';

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;

/**
 * Reads one entry of a zip: its local header, its packed bytes, nothing else.
 * @returns the unpacked bytes, checked against the promised size and CRC-32. Unpacking stops at the first byte
 *   beyond the promised size, so a lying size costs no memory.
 * @throws {TrainError} the entry's own problem, `data-corrupt`, `size-mismatch` or `checksum-mismatch`;
 *   the signal's reason when aborted.
 */
export async function readZipEntry(
  blob: Blob,
  entry: ZipEntry,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted();
  if (entry.problem) throw new TrainError(entry.problem, entry.path);
  const dataAt = await findData(blob, entry);
  const packed = blob.slice(dataAt, dataAt + entry.compressedSize);
  if (packed.size !== entry.compressedSize)
    throw new TrainError('data-corrupt', `${entry.path} is cut short`);
  const bytes =
    entry.method === 0 ? new Uint8Array(await packed.arrayBuffer()) : await inflate(packed, entry, signal);
  signal?.throwIfAborted();
  if (bytes.length !== entry.size) throw new TrainError('size-mismatch', entry.path);
  if (crc32(bytes) !== entry.crc32) throw new TrainError('checksum-mismatch', entry.path);
  return bytes;
}

async function findData(blob: Blob, entry: ZipEntry): Promise<number> {
  const header = new DataView(await blob.slice(entry.offset, entry.offset + LOCAL_BYTES).arrayBuffer());
  if (header.byteLength < LOCAL_BYTES || header.getUint32(0, true) !== LOCAL) {
    throw new TrainError('data-corrupt', `${entry.path} has no local header`);
  }
  return entry.offset + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
}

async function inflate(
  packed: Blob,
  entry: ZipEntry,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(entry.size);
  let filled = 0;
  const reader = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return bytes.subarray(0, filled);
      signal?.throwIfAborted();
      if (filled + value.length > entry.size) {
        throw new TrainError('size-mismatch', `${entry.path} unpacks to more than it says`);
      }
      bytes.set(value, filled);
      filled += value.length;
    }
  } catch (error) {
    reader.cancel(error).catch(() => undefined);
    if (error instanceof TrainError || signal?.aborted) throw error;
    throw new TrainError('data-corrupt', `${entry.path} does not unpack`, { cause: error });
  }
}
