import { crc32 } from './crc32.ts';

interface Written {
  name: Uint8Array<ArrayBuffer>;
  size: number;
  crc: number;
  offset: number;
}

const UTF8 = 0x0800;
const VERSION = 20;
/** 1980-01-01, the format's zero: a file's time is nobody's business. */
const DATE = 0x21;
const LIMIT = 0xffffffff;

/**
 * Builds a zip of stored (uncompressed) files: images are compressed already. Parts are kept as blobs, so the browser
 * may hold them on disk. Up to 65,535 files and 4 GiB.
 */
export class ZipWriter {
  private readonly parts: BlobPart[] = [];
  private readonly written: Written[] = [];
  private offset = 0;

  /** @throws {RangeError} when the archive would outgrow the format. */
  async add(path: string, data: Blob): Promise<void> {
    const name = new TextEncoder().encode(path);
    const entry: Written = {
      name,
      size: data.size,
      crc: crc32(new Uint8Array(await data.arrayBuffer())),
      offset: this.offset,
    };
    const end = this.offset + 30 + name.length + data.size;
    if (end > LIMIT || this.written.length >= 0xfffe) throw new RangeError('too much for one zip');
    const header = new DataView(new ArrayBuffer(30));
    header.setUint32(0, 0x04034b50, true);
    writeCommon(header, 4, entry);
    this.parts.push(header.buffer, name, data);
    this.written.push(entry);
    this.offset = end;
  }

  /** The whole archive, with its directory. */
  finish(): Blob {
    const directoryAt = this.offset;
    let size = 0;
    for (const entry of this.written) {
      const header = new DataView(new ArrayBuffer(46));
      header.setUint32(0, 0x02014b50, true);
      header.setUint16(4, VERSION, true);
      writeCommon(header, 6, entry);
      header.setUint32(42, entry.offset, true);
      this.parts.push(header.buffer, entry.name);
      size += 46 + entry.name.length;
    }
    const end = new DataView(new ArrayBuffer(22));
    end.setUint32(0, 0x06054b50, true);
    end.setUint16(8, this.written.length, true);
    end.setUint16(10, this.written.length, true);
    end.setUint32(12, size, true);
    end.setUint32(16, directoryAt, true);
    return new Blob([...this.parts, end.buffer], { type: 'application/zip' });
  }
}

/** The 24 bytes that a local and a central header share. */
function writeCommon(header: DataView, at: number, entry: Written): void {
  header.setUint16(at, VERSION, true);
  header.setUint16(at + 2, UTF8, true);
  header.setUint16(at + 8, DATE, true);
  header.setUint32(at + 10, entry.crc, true);
  header.setUint32(at + 14, entry.size, true);
  header.setUint32(at + 18, entry.size, true);
  header.setUint16(at + 22, entry.name.length, true);
}
