import { type FileHandle, open } from 'node:fs/promises';

/** Format 1.0 of https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, padded to this many bytes. */
const HEADER_BYTES = 128;

/** Writes an array row by row; after each append the file is a whole array of the rows so far. */
export class NpyWriter {
  private count = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly type: '|u1' | '<f4',
    private readonly shape: readonly number[],
  ) {}

  /** @param shape of one row. An existing file is replaced. */
  static async create(path: string, type: '|u1' | '<f4', shape: readonly number[]): Promise<NpyWriter> {
    const writer = new NpyWriter(await open(path, 'w'), type, shape);
    await writer.writeHeader();
    return writer;
  }

  /** @throws Error when the data are not whole rows. */
  async append(data: Uint8Array | Float32Array): Promise<void> {
    const rowBytes = this.shape.reduce((a, b) => a * b, this.type === '<f4' ? 4 : 1);
    const rows = data.byteLength / rowBytes;
    if (!Number.isInteger(rows)) throw new Error(`${data.byteLength} bytes are no rows of ${rowBytes}.`);
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    await this.file.write(bytes, 0, bytes.length, HEADER_BYTES + this.count * rowBytes);
    this.count += rows;
    await this.writeHeader();
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async writeHeader(): Promise<void> {
    const shape = [this.count, ...this.shape].join(', ');
    const text = `{'descr': '${this.type}', 'fortran_order': False, 'shape': (${shape}), }`;
    const header = Buffer.alloc(HEADER_BYTES, ' ');
    header.write('\x93NUMPY\x01\x00', 'latin1');
    header.writeUInt16LE(HEADER_BYTES - 10, 8);
    header.write(text, 10, 'latin1');
    header[HEADER_BYTES - 1] = 0x0a;
    await this.file.write(header, 0, HEADER_BYTES, 0);
  }
}
