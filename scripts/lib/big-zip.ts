import { type FileHandle, open } from 'node:fs/promises';
import { zlibSync } from 'fflate';
import { crc32 } from '../../src/train/crc32.ts';

const SIDE = 256;
const CLASSES = 26;

/** A PNG of 256 x 256 px that is not compressed, so that it is as large as a photograph; `serial` makes it unique. */
export function plainPng(serial: number): Uint8Array {
  const row = 1 + SIDE * 3;
  const pixels = new Uint8Array(row * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const at = y * row + 1 + x * 3;
      pixels[at] = x;
      pixels[at + 1] = y;
      pixels[at + 2] = (serial >> (y % 16)) & 1 ? 255 : (x * serial) & 255;
    }
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, SIDE);
  header.setUint32(4, SIDE);
  header.setUint16(8, 0x0802);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', zlibSync(pixels, { level: 0 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/**
 * Writes a zip of about `bytes`, a folder a class as Kaggle's is, one image after the other.
 * @returns how many images are in it.
 */
export async function writeBigZip(path: string, bytes: number): Promise<number> {
  const file = await open(path, 'w');
  const directory: Buffer[] = [];
  let offset = 0;
  let serial = 0;
  try {
    for (; offset < bytes; serial++) {
      const label = String.fromCharCode(65 + (serial % CLASSES));
      const name = Buffer.from(`train/train/${label}/${label}${serial}.png`);
      offset += await writeEntry(file, directory, name, plainPng(serial + 1), offset);
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(serial, 8);
    end.writeUInt16LE(serial, 10);
    const list = Buffer.concat(directory);
    end.writeUInt32LE(list.length, 12);
    end.writeUInt32LE(offset, 16);
    await file.write(Buffer.concat([list, end]));
    return serial;
  } finally {
    await file.close();
  }
}

async function writeEntry(
  file: FileHandle,
  directory: Buffer[],
  name: Buffer,
  data: Uint8Array,
  offset: number,
): Promise<number> {
  const common = Buffer.alloc(24);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(data), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(data.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([uint32(0x04034b50), common, Buffer.alloc(2), name, data]);
  await file.write(local);
  directory.push(
    Buffer.concat([uint32(0x02014b50), Buffer.from([20, 0]), common, Buffer.alloc(12), uint32(offset), name]),
  );
  return local.length;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
